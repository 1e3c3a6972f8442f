#pragma once
// Decimal numbers as every C2SP text writes them: digits only, no sign, no blank, no leading zero.

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlog {

// Nothing when the text is not such a number or exceeds `max`.
std::optional<uint64_t> parse_u64(std::string_view text, uint64_t max = UINT64_MAX);

// A size with an optional unit: digits, then nothing or K, M, G, T (powers of 1024).
std::optional<uint64_t> parse_size(std::string_view text);

}  // namespace tlog
