#pragma once
// The checkpoint that the user has, or else the one that the log publishes.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/store/log_reader.h"

namespace tlog {

// Of `file`, which may be "-", where there is one; else LogReader::checkpoint().
Result<std::string> read_note(const std::optional<std::string>& file, LogReader& log, const BodyCheck& wrong);

// Why a note is not believed; `trust` is to outlive it.
BodyCheck not_believed(const Trust& trust);

// The size of the tree whose objects are in a place, where the user has the checkpoint of one of `size` entries: the
// one that the place publishes, unverified, when that is larger. The tree of `size` may be there before it is
// published, and then its root can be made. not_found: it cannot: the place is no log, or a copy that lags behind, and
// what it lacks says nothing about the log. config: it publishes a checkpoint of another origin. malformed: none that
// is one.
Result<TreeSize> size_there(LogReader& log, const std::string& origin, TreeSize size);

}  // namespace tlog
