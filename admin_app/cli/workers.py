"""The processes that answer requests."""

from concurrent.futures import Future

from gunicorn.workers.gthread import TConn, ThreadWorker


class Worker(ThreadWorker):
    """gunicorn's worker with threads, which takes a connection only while one of its threads is free.

    By itself it takes all that come, and lets them wait for its own threads while another worker has nothing to do.
    """

    _at_work = 0

    def enqueue_req(self, conn: TConn) -> None:
        """Give a request to a thread; with the last one that is free, take no more connections."""
        self._at_work += 1
        super().enqueue_req(conn)
        if self._at_work >= self.cfg.threads:
            self.set_accept_enabled(False)

    def finish_request(self, conn: TConn, fs: "Future[bool]") -> None:
        """A thread is free again."""
        self._at_work -= 1
        super().finish_request(conn, fs)

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """Asked again and again by gunicorn, which knows how many connections there may be, not how many threads."""
        super().set_accept_enabled(bool(enabled) and self._at_work < self.cfg.threads)
