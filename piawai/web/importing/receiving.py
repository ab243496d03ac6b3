"""Receiving uploaded files: no more of them is kept than a spreadsheet may measure, whatever is sent."""

import io

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from piawai.formats.limits import Limits

MOST = Limits().packed  # bytes, of all files of a request together


class Limited(TemporaryFileUploadHandler):
    """
    Keeps files in the folder for temporary ones until they are too large; what comes then is read and thrown away.

    What was too large comes to the form as an empty file with the size that was sent, to be refused in words.
    """

    seen = 0
    size = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they come
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a part, unless there have been too many: then nothing of the file is kept."""
        self.seen += len(raw_data)
        self.size += len(raw_data)
        if self.seen <= MOST:
            return super().receive_data_chunk(raw_data, start)
        self.file.close()
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Return the file, or what stands for one that was too large."""
        if self.seen <= MOST:
            return super().file_complete(file_size)
        return UploadedFile(file=io.BytesIO(), name=self.file_name, content_type=self.content_type, size=self.size)
