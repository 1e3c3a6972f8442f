#include "libcore/ops/amount.h"

#include <algorithm>

namespace tlog {

namespace {

constexpr size_t kMaxDigits = 38;  // 2^127 has 39

}  // namespace

std::optional<Amount> Amount::parse(std::string_view text) {
  if (text.empty() || text.size() > kMaxDigits || (text[0] == '0' && text.size() > 1)) return std::nullopt;
  Wide value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return Amount(value);
}

std::string Amount::text() const {
  std::string out;
  Wide rest = value_;
  do {
    out.push_back(static_cast<char>('0' + static_cast<unsigned>(rest % 10)));
    rest /= 10;
  } while (rest > 0);
  std::reverse(out.begin(), out.end());
  return out;
}

std::optional<Amount> Amount::plus(Amount other) const {
  if (other.value_ > kMax - value_) return std::nullopt;
  return Amount(value_ + other.value_);
}

std::optional<Amount> Amount::times(uint64_t factor) const {
  if (factor != 0 && value_ > kMax / factor) return std::nullopt;
  return Amount(value_ * factor);
}

}  // namespace tlog
