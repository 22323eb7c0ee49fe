"""What a save of a load run changes: one number in the document of a lesson, at the person's own place."""

import json

from tests.journeys.writers import Change


def putting(person: str, number: int) -> Change:
    """Writes a person's number into the content."""

    def change(fields: dict[str, str]) -> dict[str, str]:
        return {"content": json.dumps(json.loads(fields["content"]) | {person: number})}

    return change
