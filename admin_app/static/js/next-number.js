// Offers the next free lesson number of the chosen course, but never over a number that a person typed.
export function enhance(input) {
  const course = document.getElementById("course_id");
  let offered = null;

  const offer = async () => {
    if (!course.value || (input.value !== "" && input.value !== offered)) {
      return;
    }
    const url = new URL(input.dataset.nextNumberUrl, location.href);
    url.searchParams.set("course_id", course.value);
    const asked = course.value;
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    const untouched = input.value === "" || input.value === offered;
    if (response.ok && asked === course.value && untouched) {
      offered = String((await response.json()).lesson_number);
      // Nobody has typed it, so it is no change.
      input.defaultValue = offered;
      input.value = offered;
    }
  };
  course?.addEventListener("change", offer);
  if (course && input.value === "") {
    offer();
  }
}
