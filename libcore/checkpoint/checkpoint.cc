#include "libcore/checkpoint/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kMaxOriginBytes = 4096;

Error malformed(std::string message) { return Error(Errc::kMalformed, std::move(message)); }

std::string key_label(std::string_view name, KeyId id) {
  return fmt::format("{}+{}", printable(name), format_key_id(id));
}

// "a+1234abcd, b+00ff00ff", for people.
std::string signer_list(const UnverifiedNote& note) {
  constexpr size_t kShown = 4;
  std::string list;
  for (size_t i = 0; i < std::min(note.signatures.size(), kShown); i++) {
    if (i > 0) list += ", ";
    list += key_label(note.signatures[i].name, note.signatures[i].id);
  }
  return note.signatures.size() > kShown ? list + ", ..." : list;
}

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
  const auto size = parse_u64(lines[1], kMaxTreeSize);
  if (!size) return malformed("the second line is not a tree size");
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

Result<CheckpointVerdict> verify_checkpoint(std::string_view note, const LogTrust& trust) {
  auto parsed = parse_note(note);
  if (!parsed) {
    std::optional<CheckpointVerdict> altered;
    for (const VerifierKey& key : trust.keys) {
      const SignatureState state = check_signature_line(note, key);
      if (state == SignatureState::kHolds) return std::move(parsed).error();
      if (state == SignatureState::kFails) {
        altered = {std::nullopt, fmt::format("the signature by {} does not verify: {}", key_label(key.name, key.id()),
                                             parsed.error().message())};
      }
    }
    if (altered) return *std::move(altered);
    return std::move(parsed).error();
  }
  std::vector<std::string> signers;  // names of the trusted keys whose signatures hold
  for (const VerifierKey& key : trust.keys) {
    for (const NoteSignature& signature : parsed->signatures) {
      switch (check_signature(signature, key, parsed->text)) {
        case SignatureState::kUnknownKey:
          break;
        case SignatureState::kHolds:
          signers.push_back(key.name);
          break;
        case SignatureState::kFails:
          return CheckpointVerdict{std::nullopt,
                                   fmt::format("the signature by {} does not verify", key_label(key.name, key.id()))};
      }
    }
  }
  auto checkpoint = parse_checkpoint_text(parsed->text);
  if (!checkpoint) return std::move(checkpoint).error();
  if (signers.empty()) {
    return CheckpointVerdict{std::nullopt,
                             fmt::format("no signature by a trusted key, only by {}", signer_list(*parsed))};
  }
  const bool right_origin = trust.origin
                                ? checkpoint->origin == *trust.origin
                                : std::find(signers.begin(), signers.end(), checkpoint->origin) != signers.end();
  if (!right_origin) {
    return CheckpointVerdict{std::nullopt,
                             fmt::format("the origin is \"{}\", not \"{}\"", printable(checkpoint->origin),
                                         printable(trust.origin ? *trust.origin : signers[0]))};
  }
  return CheckpointVerdict{VerifiedCheckpoint(*std::move(checkpoint)), ""};
}

}  // namespace tlog
