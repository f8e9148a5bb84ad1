"""Seals the log, and verifies its chain."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.chain.heads import keep_heads
from core.chain.sealing import seal
from core.chain.status import note_verification
from core.chain.verifying import faults

log = logging.getLogger(__name__)


@shared_task(name="core.seal_log", ignore_result=True)
def seal_log() -> None:
    """Seal what was written since the last time, and keep the heads where the settings say."""
    blocks = seal(at=timezone.now())
    if settings.MAPPA_LOG_HEADS is not None:
        keep_heads(blocks, settings.MAPPA_LOG_HEADS)
    for block in blocks:
        log.info("Sealed %s entries of the log: block %s.", block.entries, block.number)


@shared_task(name="core.verify_log", ignore_result=True)
def verify_log() -> None:
    """Verify the chain of the log, tell operators each fault, and let the log say how it was."""
    found = 0
    for sentence in faults():
        log.error("%s", sentence)
        found += 1
    note_verification(faults=found, by="timetable", at=timezone.now())
