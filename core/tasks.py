"""Seals the log."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.chain.heads import keep_heads
from core.chain.sealing import seal

log = logging.getLogger(__name__)


@shared_task(name="core.seal_log", ignore_result=True)
def seal_log() -> None:
    """Seal what was written since the last time, and keep the heads where the settings say."""
    blocks = seal(at=timezone.now())
    if settings.MAPPA_LOG_HEADS is not None:
        keep_heads(blocks, settings.MAPPA_LOG_HEADS)
    for block in blocks:
        log.info("Sealed %s entries of the log: block %s.", block.entries, block.number)
