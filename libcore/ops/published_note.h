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
// Why it has no tree head.
BodyCheck no_head();

// The unverified checkpoint that the log publishes. not_found: none. malformed: none that is one. config: of another
// origin than this one: what such a place lacks says nothing about the log.
Result<Checkpoint> published_checkpoint(LogReader& log, const std::string& origin);
// not_found: `fault` is what a copy lacks of a larger tree than the one that it publishes, which is no fault of the
// log.
Error lags_behind(const std::string& fault, TreeSize published);

}  // namespace tlog
