#pragma once
// Amounts as stores ask for them: whole numbers without a unit that we would know, as large as 30 digits, exact.

#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"

namespace tlog {

class Amount {
 public:
  Amount() = default;
  // Decimal digits without a leading zero. Nothing: anything else, or above 2^127.
  static std::optional<Amount> parse(std::string_view text);

  std::string text() const;
  bool is_zero() const { return value_ == 0; }
  // Nothing where it would be above 2^127.
  std::optional<Amount> plus(Amount other) const;
  std::optional<Amount> times(uint64_t factor) const;
  auto operator<=>(const Amount&) const = default;

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr Wide kMax = Wide{1} << 127;
  explicit Amount(Wide value) : value_(value) {}
  Wide value_ = 0;
};

}  // namespace tlog
