#pragma once
// The checkpoint that the user has, or else the one that the log publishes, and what can be told of it.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/store/log_reader.h"

namespace tlog {

// Of `file`, which may be "-", where there is one.
Result<PublishedNote> read_note(const std::optional<std::string>& file, LogReader& log);

// As verify_checkpoint(). network: it is not believed, and it may have been cut off.
Result<CheckpointVerdict> judge_note(const PublishedNote& note, const Trust& trust);

// As parse_unverified_checkpoint(). network: it is malformed, and it may have been cut off.
Result<Checkpoint> parse_note_head(const PublishedNote& note);

}  // namespace tlog
