#pragma once
// Which partial objects a log keeps: those of each size that was published and whose full object does not exist yet
// (C2SP tlog-tiles: a partial tile may go once the full one is there), and those of the size that was signed last.

#include "libcore/base/result.h"
#include "libcore/store/append_record.h"
#include "libcore/store/log_dir.h"

namespace tlog {

// Removes what the step from `before` to the present sizes left over: the partial objects that full ones took the place
// of under a published checkpoint, and those of a signed size that was superseded without being published. Durable when
// this returns; may be done again.
Status remove_superseded_partials(const LogDir& log, const AppendRecord& before, TreeSize published,
                                  TreeSize signed_size);

// Removes every partial object but those of the two sizes. Reads the names of all objects.
Status prune_partials(const LogDir& log, TreeSize published, TreeSize signed_size);

}  // namespace tlog
