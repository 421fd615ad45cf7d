"""Bytes to text: encodings that news files come in, and files that are no text."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final, NamedTuple

from geomali.errors import SourceFormatError

__all__ = ["Decoded", "decode", "read_limited"]


class Decoded(NamedTuple):
    """A text and what to say about how it was read."""

    text: str
    flags: tuple[str, ...]


_MAGIC: Final = (
    (b"%PDF", "a PDF file; save its text as .txt"),
    (b"PK\x03\x04", "a zip or Office file (.docx, .xlsx, .odt); save its text as .txt"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls); save its text as .txt"),
    (b"{\\rtf", "a rich text file (.rtf); save it as plain text"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"PAR1", "a Parquet file; load datasets with 'geomali ingest'"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its first two bytes are the same
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What non-ASCII characters of an English or French text look like when the guess is right.
_USUAL: Final = frozenset("éèêëàâäçùûüôöîïÿœæÉÈÊËÀÂÄÇÙÛÜÔÖÎÏŒÆñáíóú«»“”‘’„–—…°€£²·•©®™\xa0\u202f")
_SAMPLE: Final = 200_000


def read_limited(path: Path, max_bytes: int) -> bytes:
    """Bytes of a file, never more than the limit.

    Raises
    ------
    SourceFormatError
        The file is larger, empty, missing or unreadable.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise SourceFormatError(path, f"cannot be read: {error.strerror or error}") from error
    if len(data) > max_bytes:
        raise SourceFormatError(
            path,
            f"larger than {max_bytes:,} bytes, too long for one report; split it, or raise max_bytes (--max-bytes)",
        )
    if not data:
        raise SourceFormatError(path, "the file is empty")
    return data


def _utf16_guess(data: bytes) -> str | None:
    """UTF-16 without a mark: one byte of each pair is mostly 0 (Latin) or 6 (Arabic)."""
    sample = data[:4000]
    if len(sample) < 8 or len(data) % 2:
        return None
    low = [
        sum(byte in (0, 6) for byte in sample[parity::2]) / (len(sample) // 2) for parity in (0, 1)
    ]
    if low[1] > 0.4 and low[0] < 0.05:
        return "utf-16-le"
    if low[0] > 0.4 and low[1] < 0.05:
        return "utf-16-be"
    return None


def _share_usual(text: str) -> float:
    odd = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return sum(char in _USUAL for char in odd) / len(odd) if odd else 1.0


def _guess_legacy(data: bytes, declared: str | None) -> tuple[str, str] | None:
    """Eight-bit encoding under which the text looks like French or English, or Arabic."""
    for name, label in (
        (declared, str(declared)),
        ("cp1252", "Windows-1252 (or Latin-1)"),
        ("mac_roman", "Mac Roman"),
    ):
        if name is None:
            continue
        try:
            text = data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
        if _share_usual(text) >= 0.7:
            return text, label
    try:
        text = data.decode("cp1256")
    except UnicodeDecodeError:
        return None
    sample = [char for char in text[:_SAMPLE] if char > "\x7f"]
    if sum("\u0600" <= char <= "\u06ff" for char in sample) >= 0.8 * len(sample):
        return text, "Windows-1256 (Arabic)"
    return None


def decode(path: str | Path, data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode the bytes of a text file; a byte order mark is dropped.

    Parameters
    ----------
    path
        Named in errors only.
    data
        The file's bytes.
    declared
        Encoding that the file itself declares, tried if it is not UTF-8.

    Returns
    -------
    Decoded
        The text, line ends untouched, and a flag if the encoding was guessed.

    Raises
    ------
    SourceFormatError
        The bytes are no text, or their encoding is not recognised.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise SourceFormatError(path, f"this is {what}")
    flags: list[str] = []
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is not None:
        bom = next(bom for bom, name in _BOMS if name == encoding)
        body = data[len(bom) :]
    else:
        body = data
        encoding = _utf16_guess(data)
        if encoding is not None:
            flags.append("encoding guessed: UTF-16 without a byte order mark")
    try:
        text = body.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        guess = None if encoding is not None else _guess_legacy(body, declared)
        if guess is None:
            raise SourceFormatError(
                path,
                f"not valid {(encoding or 'utf-8').upper()} (byte {error.start}) and no other encoding"
                " fits; save it as UTF-8 text",
            ) from None
        text, label = guess
        flags.append(f"encoding guessed: {label}, not UTF-8")
    _check_text(path, text)
    if "\x00" in text:
        flags.append("the text holds NUL characters")
    if text.count("Ã©") + text.count("â€™") + text.count("Ã¨") > 1:
        flags.append("letters look garbled (UTF-8 read as Windows-1252 before it came here)")
    return Decoded(text, tuple(flags))


def _check_text(path: str | Path, text: str) -> None:
    sample = text[:_SAMPLE]
    controls = sum(char < " " and char not in "\t\n\r\f\v\x1c\x1d\x1e" for char in sample)
    if controls > 2 and controls > 0.02 * len(sample):
        raise SourceFormatError(path, "this is not a text file (binary content)")
    if not text or text.isspace():
        raise SourceFormatError(path, "the file holds only white space")
