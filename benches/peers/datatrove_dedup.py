"""datatrove: sentence deduplication of a JSONL file, its three steps in one process."""

import os
import shutil
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import SentenceDedupFilter, SentenceDedupSignature, SentenceFindDedups
from datatrove.pipeline.dedup.sentence_dedup import SentDedupConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

file, work = sys.argv[1], os.path.join(sys.argv[2], "out-datatrove-dedup")
shutil.rmtree(work, ignore_errors=True)
config = SentDedupConfig(n_sentences=1, split_sentences=False, only_dedup_in_index=False)


def reader():
    return JsonlReader(os.path.dirname(file), glob_pattern=os.path.basename(file))


steps = [
    [reader(), SentenceDedupSignature(os.path.join(work, "signatures"), config=config, finder_workers=1)],
    [SentenceFindDedups(os.path.join(work, "signatures"), os.path.join(work, "duplicates"), config=config)],
    [
        reader(),
        SentenceDedupFilter(os.path.join(work, "duplicates"), config=config),
        JsonlWriter(os.path.join(work, "out"), compression=None),
    ],
]
for number, step in enumerate(steps):
    LocalPipelineExecutor(pipeline=step, tasks=1, logging_dir=os.path.join(work, f"logs{number}")).run()
