"""Files in S3, or in what speaks its protocol. The library waits in threads, so calls here go to threads."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.integrations.files.port import (
    AT_ONCE,
    DOWNLOAD_LASTS,
    KEY,
    UPLOAD_LASTS,
    Away,
    Gone,
    Offer,
    Served,
    Upload,
    checked,
)

T = TypeVar("T")
MISSING = {"NoSuchKey", "404", "NotFound"}
PIECE = 1 << 20
SECONDS = 60
"""For one call with its repetitions: the library has time-outs for each try, and this is the last word."""


class S3Files:
    """One bucket, named by an address such as https://key:secret@s3.example/bucket?region=eu-north-1."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
        self.origin = f"{parts.scheme}://{parts.hostname}{port}"
        self._bucket = parts.path.strip("/")
        self._client = boto3.client(
            "s3",
            endpoint_url=self.origin,
            region_name=parse_qs(parts.query).get("region", ["us-east-1"])[0],
            aws_access_key_id=unquote(parts.username or ""),
            aws_secret_access_key=unquote(parts.password or ""),
            config=Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=10,
                retries={"max_attempts": 2},
                max_pool_connections=16,
                s3={"addressing_style": "path"},
                # Sums of our own choosing only: not every store knows the newest ones.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def upload(self, key: str, offer: Offer) -> Upload:
        """Sign a PUT of exactly this type, length and sum."""
        sum = base64.b64encode(offer.sha256).decode()
        wanted = {"ContentType": offer.content_type, "ContentLength": offer.size, "ChecksumSHA256": sum}
        address = self._signed("put_object", UPLOAD_LASTS.seconds, Key=checked(key), **wanted)
        return Upload(address, {"Content-Type": offer.content_type, "x-amz-checksum-sha256": sum})

    def address(self, key: str, served: Served) -> str:
        """Sign a GET that answers with this type and disposition."""
        shown = {"ResponseContentType": served.content_type, "ResponseContentDisposition": served.disposition}
        return self._signed("get_object", DOWNLOAD_LASTS.seconds, Key=checked(key), **shown)

    async def read(self, key: str, most: int) -> bytes:
        def read() -> bytes:
            answer = self._client.get_object(Bucket=self._bucket, Key=checked(key))
            with answer["Body"] as body:
                if answer["ContentLength"] > most:
                    raise Gone(key)
                content: bytes = body.read(most + 1)
            return content

        content = await _outside(read)
        if len(content) > most:
            raise Gone(key)
        return content

    async def write(self, key: str, content: bytes, content_type: str) -> None:
        def write() -> None:
            self._client.put_object(Bucket=self._bucket, Key=checked(key), Body=content, ContentType=content_type)

        await _outside(write)

    async def remove(self, key: str) -> None:
        def remove() -> None:
            self._client.delete_object(Bucket=self._bucket, Key=checked(key))

        await _outside(remove)

    async def kept(self, folder: str, before: datetime) -> AsyncIterator[list[str]]:
        """List keys, page by page."""
        token: dict[str, str] | None = {}
        while token is not None:
            page = await _outside(partial(self._page, folder, token))
            token = {"ContinuationToken": page["NextContinuationToken"]} if page.get("IsTruncated") else None
            yield [
                item["Key"]
                for item in page.get("Contents", ())
                if item["LastModified"] < before and KEY.fullmatch(item["Key"])
            ]

    def _page(self, folder: str, token: dict[str, str]) -> Any:
        return self._client.list_objects_v2(Bucket=self._bucket, Prefix=f"{folder}/", MaxKeys=AT_ONCE, **token)

    def _signed(self, method: str, seconds: int, **params: Any) -> str:
        # Arithmetic alone: nothing is asked of the store.
        address: str = self._client.generate_presigned_url(
            method, Params={"Bucket": self._bucket, **params}, ExpiresIn=seconds
        )
        return address


async def _outside(work: Callable[[], T]) -> T:
    try:
        return await asyncio.wait_for(asyncio.to_thread(work), SECONDS)
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise Gone(code) from error
        raise Away(f"the store answered {code or 'with an error'}") from error
    except (BotoCoreError, OSError, TimeoutError) as error:
        raise Away(f"the store does not answer ({type(error).__name__})") from error
