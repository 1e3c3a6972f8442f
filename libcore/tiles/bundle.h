#pragma once
// Entry bundles, C2SP tlog-tiles: up to 256 entries, each a big-endian uint16 length and that many bytes.
//
//   00 03 'f' 'o' 'o'  00 00  00 01 'x'      three entries, the second one empty

#include <string>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

constexpr size_t kMaxEntryBytes = 65535;
constexpr size_t kMaxBundleBytes = 256 * (2 + kMaxEntryBytes);

// `entry` is at most kMaxEntryBytes long.
void append_entry(std::string& bundle, ByteView entry);

// The entries, which point into `bundle`. malformed: a cut-off length or entry, or more or fewer than `width` entries.
Result<std::vector<ByteView>> parse_bundle(ByteView bundle, size_t width);

}  // namespace tlog
