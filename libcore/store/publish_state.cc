#include "libcore/store/publish_state.h"

#include <fmt/core.h>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/note/note.h"
#include "libcore/os/file.h"
#include "libcore/policy/policy.h"

namespace tlog {

namespace {

constexpr std::string_view kFirstLine = "tlog-tools publish 1";
constexpr std::string_view kSizeWord = "size ", kAlarmWord = "alarm ", kLargerWord = "larger ";
constexpr size_t kMaxStateBytes = 2 * kMaxPolicyBytes + kMaxNoteBytes;  // two lines for each witness of a policy

Error bad(size_t line, std::string_view why) { return Error(Errc::kMalformed, fmt::format("line {}: {}", line, why)); }

// "SIZE VKEY", of a line behind its first word. `known` are those of the lines before.
template <typename Value>
Status read_size(std::string_view line, size_t number, std::map<std::string, Value>* known) {
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return bad(number, "no key behind the size");
  const auto size = parse_u64(line.substr(0, blank), kMaxTreeSize);
  if (!size) return bad(number, "not a tree size");
  const std::string vkey(line.substr(blank + 1));
  if (!parse_vkey(vkey)) return bad(number, "not the key of a witness");
  if (!known->empty() && vkey <= known->rbegin()->first) return bad(number, "keys out of order");
  known->emplace(vkey, Value{TreeSize{*size}});
  return {};
}

}  // namespace

Result<PublishState> parse_publish_state(std::string_view text) {
  PublishState state;
  for (size_t number = 1;; number++) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return bad(number, "it is cut off");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (number == 1) {
      if (line != kFirstLine) return bad(number, "not what a publisher remembers");
    } else if (line.empty()) {
      break;
    } else if (line.starts_with(kSizeWord) && state.alarms.empty()) {
      CHECK(read_size(line.substr(kSizeWord.size()), number, &state.sizes));
    } else if (line.starts_with(kAlarmWord)) {
      CHECK(read_size(line.substr(kAlarmWord.size()), number, &state.alarms));
    } else if (line.starts_with(kLargerWord)) {
      CHECK(read_size(line.substr(kLargerWord.size()), number, &state.alarms));
      state.alarms.rbegin()->second.is_larger = true;
    } else {
      return bad(number, "no size, no alarm, and not the empty line before the checkpoint");
    }
  }
  if (!text.empty() && !parse_note(text)) return Error(Errc::kMalformed, "what is behind the sizes is no signed note");
  state.note = text;
  return state;
}

std::string format_publish_state(const PublishState& state) {
  std::string text = fmt::format("{}\n", kFirstLine);
  for (const auto& [vkey, size] : state.sizes) text += fmt::format("{}{} {}\n", kSizeWord, size.value, vkey);
  for (const auto& [vkey, alarm] : state.alarms) {
    text += fmt::format("{}{} {}\n", alarm.is_larger ? kLargerWord : kAlarmWord, alarm.size.value, vkey);
  }
  return text + "\n" + state.note;
}

Result<std::optional<PublishState>> read_publish_state(const LogDir& log) {
  auto text = read_regular_file(log.publish_state(), kMaxStateBytes);
  if (!text && text.error().code() == Errc::kNotFound) return std::optional<PublishState>();
  if (!text) return std::move(text).error();
  auto state = parse_publish_state(*text);
  if (state) return std::optional(*std::move(state));
  return std::move(state)
      .error()
      .context(printable(log.publish_state(), 4096))
      .hint(
          "it may be replaced by an empty state, \"tlog-tools publish 1\" and an empty line: the witnesses are asked "
          "anew");
}

Status write_publish_state(const LogDir& log, const PublishState& state) {
  return replace_file(log.publish_state(), format_publish_state(state),
                      {.temporary = log.publish_state() + ".new", .mode = 0600});
}

Result<bool> is_published_at_quorum(const LogDir& log) {
  TRY(const FileKind kind, kind_of(log.publish_state()));
  return kind != FileKind::kNothing;
}

}  // namespace tlog
