"""Where uploaded evidence is kept: a folder of this installation, or a bucket of an S3-compatible service."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def evidence(address: str, endpoint: str, local: Path) -> dict[str, Any]:
    """Django's storage for DUIXIAN_EVIDENCE: a folder, or s3://bucket/prefix; keys as boto3 reads them."""
    url = urlsplit(address)
    if url.scheme == "s3":
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": url.netloc,
                "location": url.path.strip("/"),
                "endpoint_url": endpoint or None,
                "file_overwrite": True,  # the same name is the same content
            },
        }
    return {
        "BACKEND": "duixian.files.storage.DurableStorage",
        "OPTIONS": {
            "location": address or str(local / "evidence"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
