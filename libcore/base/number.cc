#include "libcore/base/number.h"

namespace tlog {

std::optional<uint64_t> parse_u64(std::string_view text, uint64_t max) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  if (value > max) return std::nullopt;
  return value;
}

std::optional<uint64_t> parse_size(std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr std::string_view kUnits = "KMGT";
  unsigned shift = 0;
  if (const size_t unit = kUnits.find(text.back()); unit != std::string_view::npos) {
    shift = static_cast<unsigned>(10 * (unit + 1));
    text.remove_suffix(1);
  }
  const auto value = parse_u64(text, UINT64_MAX >> shift);
  if (!value) return std::nullopt;
  return *value << shift;
}

}  // namespace tlog
