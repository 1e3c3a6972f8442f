#pragma once
// The last line of a stream of entry lines. It tells a whole stream from one whose producer died half way; its root
// commits to the entries of this stream alone, numbered from 0.
//
//   {"tlog-tools":"end","entries":2,"root_hash":"3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg="}
//
// `entries` is at most kMaxTreeSize. There is one way to write a trailer, and no other is accepted.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/types.h"

namespace tlog {

struct Trailer {
  uint64_t entries = 0;
  Hash root_hash;  // RFC 6962 2.1 over the entries
  bool operator==(const Trailer&) const = default;
};

// Without a line end.
std::string format_trailer(const Trailer& trailer);

// Nothing when `line` is not what format_trailer writes.
std::optional<Trailer> parse_trailer(std::string_view line);

}  // namespace tlog
