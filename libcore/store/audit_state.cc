#include "libcore/store/audit_state.h"

#include <fmt/core.h>

#include <bit>

#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/crypto/sha256.h"
#include "libcore/merkle/proof.h"
#include "libcore/merkle/tree.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

constexpr std::string_view kFirstLine = "tlog-tools audit 1";
constexpr std::string_view kExtraRows = "tolerated extra-rows";

// Reads the lines one after the other: the value of "word value".
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  Result<std::string_view> value(std::string_view word) {
    number_++;
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return error("it is cut off");
    const std::string_view line = rest_.substr(0, end);
    if (!line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ') {
      return error(fmt::format("no '{}' here", word));
    }
    rest_.remove_prefix(end + 1);
    return line.substr(word.size() + 1);
  }
  Result<uint64_t> number(std::string_view word) {
    TRY(const std::string_view text, value(word));
    const auto parsed = parse_u64(text, kMaxTreeSize);
    if (!parsed) return error("not a number of entries");
    return *parsed;
  }
  Result<Hash> hash(std::string_view word) {
    TRY(const std::string_view text, value(word));
    const auto parsed = base64_decode_hash(text);
    if (!parsed) return error("not a hash in base64");
    return *parsed;
  }
  bool next_is(std::string_view line) const {
    return rest_.starts_with(line) && rest_.substr(line.size()).starts_with('\n');
  }
  Error error(const std::string& reason) const {
    return Error(Errc::kMalformed, fmt::format("line {}: {}", number_, reason));
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  size_t number_ = 0;
};

Status check_numbers(const AuditState& state, const Lines& lines) {
  if (!check_origin(state.origin)) return lines.error("not an origin");
  if (state.size.value == 0 && state.root != empty_root()) return lines.error("not the root of an empty tree");
  if (state.verified > state.size.value) return lines.error("more verified entries than there are");
  if (state.verified % kTileWidth != 0 && state.verified != state.size.value) {
    return lines.error("verified entries that end within a bundle");
  }
  const bool all = state.verified == state.size.value && state.verified > 0;
  if (all && join_subtrees(state.subtrees) != state.root) return lines.error("subtrees that do not give the root");
  return {};
}

}  // namespace

bool is_audit_state(std::string_view text) { return text.starts_with(kFirstLine.substr(0, kFirstLine.rfind(' '))); }

std::string format_audit_state(const AuditState& state) {
  std::string text = fmt::format("{}\norigin {}\nsize {}\nroot {}\n", kFirstLine, state.origin, state.size.value,
                                 base64_encode(state.root));
  if (state.extra_rows) text += fmt::format("{}\n", kExtraRows);
  text += fmt::format("verified {}\n", state.verified);
  for (const Hash& subtree : state.subtrees) text += "subtree " + base64_encode(subtree) + "\n";
  return text + "sum " + base64_encode(sha256(as_bytes(text))) + "\n";
}

Result<AuditState> parse_audit_state(std::string_view text) {
  Lines lines(text);
  AuditState state;
  TRY(const std::string_view kind, lines.value("tlog-tools"));
  if (kind != kFirstLine.substr(kFirstLine.find(' ') + 1)) return lines.error("not the state of an audit");
  TRY(const std::string_view origin, lines.value("origin"));
  state.origin = origin;
  TRY(state.size.value, lines.number("size"));
  TRY(state.root, lines.hash("root"));
  state.extra_rows = lines.next_is(kExtraRows);
  if (state.extra_rows) CHECK(lines.value("tolerated"));
  TRY(state.verified, lines.number("verified"));
  for (int left = std::popcount(state.verified); left > 0; left--) {
    TRY(const Hash subtree, lines.hash("subtree"));
    state.subtrees.push_back(subtree);
  }
  const std::string_view summed = text.substr(0, text.size() - lines.rest().size());
  TRY(const Hash sum, lines.hash("sum"));
  if (sum != sha256(as_bytes(summed))) return lines.error("not the sum of the lines above: the file is damaged");
  if (!lines.rest().empty()) return lines.error("something comes after it");
  CHECK(check_numbers(state, lines));
  return state;
}

}  // namespace tlog
