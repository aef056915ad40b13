"""Helix category CCLs: what viewers can be warned of."""

from __future__ import annotations

from attrs import frozen

from ..enums import OpenEnum
from ._endpoint import ANYONE, endpoint
from ._resource import Resource

__all__ = ["CCLs", "ContentClassificationDescription", "Locale"]


class Locale(OpenEnum):
    """A language in which Twitch describes content."""

    BULGARIAN = "bg-BG"
    CHINESE_CHINA = "zh-CN"
    CHINESE_TAIWAN = "zh-TW"
    CZECH = "cs-CZ"
    DANISH = "da-DK"
    DUTCH = "nl-NL"
    ENGLISH_GREAT_BRITAIN = "en-GB"
    ENGLISH_UNITED_STATES = "en-US"
    FINNISH = "fi-FI"
    FRENCH = "fr-FR"
    GERMAN = "de-DE"
    GREEK = "el-GR"
    HUNGARIAN = "hu-HU"
    ITALIAN = "it-IT"
    JAPANESE = "ja-JP"
    KOREAN = "ko-KR"
    NORWEGIAN = "no-NO"
    POLISH = "pl-PL"
    PORTUGUESE_BRAZIL = "pt-BR"
    PORTUGUESE_PORTUGAL = "pt-PT"
    ROMANIAN = "ro-RO"
    RUSSIAN = "ru-RU"
    SLOVAK = "sk-SK"
    SPANISH_MEXICO = "es-MX"
    SPANISH_SPAIN = "es-ES"
    SWEDISH = "sv-SE"
    THAI = "th-TH"
    TURKISH = "tr-TR"
    VIETNAMESE = "vi-VN"


@frozen(kw_only=True)
class ContentClassificationDescription:
    """A label that warns viewers, in words."""

    id: str
    """As in `ContentClassification`."""
    name: str
    description: str


class CCLs(Resource):
    """Helix category CCLs."""

    __slots__ = ()

    @endpoint("GET", "/content_classification_labels", ANYONE)
    async def get_content_classification_labels(
        self, *, locale: Locale | str | None = None
    ) -> tuple[ContentClassificationDescription, ...]:
        """List all labels, in English unless another `locale` is asked for.

        Twitch: Get Content Classification Labels. Any token.
        """
        return await self._many(ContentClassificationDescription, query={"locale": locale})
