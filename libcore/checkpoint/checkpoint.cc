#include "libcore/checkpoint/checkpoint.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kMaxOriginBytes = 4096;

Error malformed(std::string message) { return Error(Errc::kMalformed, std::move(message)); }

}  // namespace

Status check_origin(std::string_view origin) {
  if (origin.empty()) return Error(Errc::kConfig, "the origin is empty");
  if (origin.size() > kMaxOriginBytes) return Error(Errc::kConfig, "the origin is longer than 4,096 bytes");
  for (size_t pos = 0; pos < origin.size();) {
    const auto c = next_code_point(origin, &pos);
    if (!c) return Error(Errc::kConfig, "the origin is not UTF-8");
    if (*c < 0x20) return Error(Errc::kConfig, "the origin has a control character");
  }
  return {};
}

Status check_new_origin(std::string_view origin) {
  CHECK(check_origin(origin));
  bool blank = true;  // the last character
  for (size_t pos = 0; pos < origin.size();) {
    const bool first = pos == 0;
    const char32_t c = *next_code_point(origin, &pos);
    if (is_hidden(c)) return Error(Errc::kConfig, "the origin has a character that is not seen");
    blank = is_unicode_space(c);
    if (first && blank) return Error(Errc::kConfig, "the origin begins with a blank");
  }
  if (blank) return Error(Errc::kConfig, "the origin ends with a blank");
  return {};
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return malformed("the last line has no line end");
    if (end == 0) return malformed("has an empty line");
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (lines.size() < 3) return malformed("fewer than three lines before the signatures");
  Checkpoint checkpoint;
  if (auto status = check_origin(lines[0]); !status) return malformed(status.error().message());
  checkpoint.origin = lines[0];
  const auto size = parse_u64(lines[1]);
  if (!size) return malformed("the second line is not a tree size");
  if (*size > kMaxTreeSize) return malformed("the tree size is more than 2^53 - 1, the largest that is supported");
  checkpoint.size = TreeSize{*size};
  const auto root = base64_decode_hash(lines[2]);
  if (!root) return malformed("the third line is not the base64 of a root hash");
  checkpoint.root = *root;
  checkpoint.extensions.assign(lines.begin() + 3, lines.end());
  return checkpoint;
}

std::string format_checkpoint_text(const Checkpoint& checkpoint) {
  std::string text =
      fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size.value, base64_encode(checkpoint.root));
  for (const std::string& extension : checkpoint.extensions) text += extension + "\n";
  return text;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  UnverifiedNote note{format_checkpoint_text(checkpoint), {}};
  note.signatures.push_back(sign_text(key, note.text));
  return format_note(note);
}

Result<Checkpoint> parse_unverified_checkpoint(std::string_view note) {
  TRY(const UnverifiedNote parsed, parse_note(note));
  return parse_checkpoint_text(parsed.text);
}

}  // namespace tlog
