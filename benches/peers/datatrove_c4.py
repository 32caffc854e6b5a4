"""datatrove: C4's quality filter on a JSONL file, in one process."""

import os
import shutil
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

file, work = sys.argv[1], os.path.join(sys.argv[2], "out-datatrove-c4")
shutil.rmtree(work, ignore_errors=True)
LocalPipelineExecutor(
    pipeline=[
        JsonlReader(os.path.dirname(file), glob_pattern=os.path.basename(file)),
        C4QualityFilter(filter_no_terminal_punct=False),
        JsonlWriter(os.path.join(work, "out"), compression=None),
    ],
    tasks=1,
    logging_dir=os.path.join(work, "logs"),
).run()
