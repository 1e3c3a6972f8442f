#pragma once
// Tiles that go on behind their bottom row. Some logs (siglog) store the inner rows of a tile there, in the slots 256
// to 510, where C2SP tlog-tiles demands exactly 32 bytes for each hash of the bottom row. Such rows are never used.

#include <memory>

#include "libcore/store/log_reader.h"

namespace tlog {

constexpr size_t kMaxTileBytesWithExtraRows = 511 * sizeof(Hash);

// Is this as long as such a tile can be? (Then it may be tolerated.)
bool may_have_extra_rows(const StoredObject& object);
// Does it reach the slots of the inner rows, so that this is what it looks like?
bool looks_like_extra_rows(const StoredObject& object);

// Reads the log with such rows cut off, and says so of each object.
std::unique_ptr<LogReader> tolerate_extra_rows(std::unique_ptr<LogReader> log);

}  // namespace tlog
