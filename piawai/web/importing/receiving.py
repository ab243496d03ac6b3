"""Receiving uploaded files: no more of them is kept than a spreadsheet may measure, whatever is sent."""

import io

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from piawai.formats.limits import Limits

MOST = Limits().packed  # bytes, of all files of a request together


class Limited(FileUploadHandler):
    """
    Lets files through until they are too large; the rest is read and thrown away.

    What was too large comes to the form as an empty file with the size that was sent, to be refused in words.
    """

    seen = 0
    size = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 (Django's signature)
        """Pass a part on, unless there have been too many."""
        self.seen += len(raw_data)
        self.size += len(raw_data)
        return raw_data if self.seen <= MOST else None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # noqa: ARG002 (Django's signature)
        """Return what stands for a file that was too large; None leaves a smaller one to the next."""
        if self.seen <= MOST:
            return None
        return UploadedFile(file=io.BytesIO(), name=self.file_name, content_type=self.content_type, size=self.size)
