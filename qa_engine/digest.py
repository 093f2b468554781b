"""SHA-256 as `hashlib` gives it, without OpenSSL: to load that takes longer than to hash all that is hashed here."""

from __future__ import annotations

__all__ = ["sha256"]

TYPE_CHECKING = False  # see `qa_engine.named`
if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256  # since Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256
