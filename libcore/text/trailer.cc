#include "libcore/text/trailer.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"

namespace tlog {

namespace {

constexpr std::string_view kHead = R"({"tlog-tools":"end","entries":)";
constexpr std::string_view kMiddle = R"(,"root_hash":")";
constexpr std::string_view kTail = R"("})";

}  // namespace

std::string format_trailer(const Trailer& trailer) {
  return fmt::format("{}{}{}{}{}", kHead, trailer.entries, kMiddle, base64_encode(trailer.root_hash), kTail);
}

std::optional<Trailer> parse_trailer(std::string_view line) {
  if (!line.starts_with(kHead) || !line.ends_with(kTail)) return std::nullopt;
  line.remove_prefix(kHead.size());
  const size_t comma = line.find(kMiddle);
  if (comma == std::string_view::npos) return std::nullopt;
  const auto entries = parse_u64(line.substr(0, comma), kMaxTreeSize);
  line.remove_prefix(comma + kMiddle.size());
  if (!entries || line.size() < kTail.size()) return std::nullopt;
  line.remove_suffix(kTail.size());
  const auto root_hash = base64_decode_hash(line);
  if (!root_hash) return std::nullopt;
  return Trailer{.entries = *entries, .root_hash = *root_hash};
}

}  // namespace tlog
