#include "libcore/note/note.h"

#include <algorithm>

#include "libcore/base/assert.h"
#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/note/cosignature.h"

namespace tlog {

namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";
constexpr size_t kKeyIdBytes = 4;

Error malformed(std::string message) { return Error(Errc::kMalformed, std::move(message)); }

// `line` without its line end.
Result<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return malformed("a line after the empty one is not a signature");
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return malformed("a signature line lacks its second part");
  NoteSignature signature;
  signature.name = line.substr(0, space);
  if (!check_signer_name(signature.name)) return malformed("a signature line has a name that no key can have");
  const auto bytes = base64_decode(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return malformed("a signature is not base64 of a key id and more");
  signature.id = KeyId{load_be32(bytes->data())};
  signature.signature.assign(bytes->begin() + kKeyIdBytes, bytes->end());
  return signature;
}

}  // namespace

Result<UnverifiedNote> parse_note(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return malformed("longer than 1,000,000 bytes");
  for (size_t pos = 0; pos < note.size();) {
    const auto c = next_code_point(note, &pos);
    if (!c) return malformed("not UTF-8");
    if (*c < 0x20 && *c != '\n') return malformed("has a control character");
  }
  const size_t divide = note.rfind("\n\n");
  if (divide == std::string_view::npos) return malformed("no empty line before the signatures");
  UnverifiedNote result;
  result.text = note.substr(0, divide + 1);
  std::string_view rest = note.substr(divide + 2);
  if (rest.empty()) return malformed("no signature");
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return malformed("the last line has no line end");
    if (result.signatures.size() == kMaxNoteSignatures) return malformed("more than 100 signatures");
    TRY(NoteSignature signature, parse_signature(rest.substr(0, end)));
    result.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return result;
}

std::string format_signature(const NoteSignature& signature) {
  Bytes bytes(kKeyIdBytes);
  for (size_t i = 0; i < kKeyIdBytes; i++) bytes[i] = static_cast<uint8_t>(signature.id.value >> (24 - 8 * i));
  bytes.insert(bytes.end(), signature.signature.begin(), signature.signature.end());
  return std::string(kDash) + signature.name + " " + base64_encode(bytes) + "\n";
}

std::string format_note(const UnverifiedNote& note) {
  std::string out = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) out += format_signature(signature);
  return out;
}

NoteSignature sign_text(const SigningKey& key, std::string_view text) {
  ASSERT(key.type == KeyType::kLog && text.ends_with('\n'));
  const Ed25519Signature signature = ed25519_sign(key.seed, as_bytes(text));
  return {key.name, key.verifier().id(), Bytes(signature.begin(), signature.end())};
}

SignatureState check_signature(const NoteSignature& signature, const VerifierKey& key, std::string_view text) {
  if (signature.name != key.name || signature.id != key.id()) return SignatureState::kUnknownKey;
  bool holds = false;
  Ed25519Signature bytes;
  switch (key.type) {
    case KeyType::kLog:
      if (signature.signature.size() != bytes.size()) break;
      std::copy(signature.signature.begin(), signature.signature.end(), bytes.begin());
      holds = ed25519_verify(key.public_key, as_bytes(text), bytes);
      break;
    case KeyType::kCosigner:
      holds = cosignature_holds(signature.signature, key.public_key, text);
      break;
  }
  return holds ? SignatureState::kHolds : SignatureState::kFails;
}

bool log_signature_holds(ByteView signature, const Ed25519Verifier& key, std::string_view text) {
  Ed25519Signature bytes;
  if (signature.size() != bytes.size()) return false;
  std::copy(signature.begin(), signature.end(), bytes.begin());
  return key.verify(as_bytes(text), bytes);
}

SignatureLineState check_signature_line(std::string_view bytes, std::span<const VerifierKey> keys) {
  SignatureLineState found;
  size_t tried = 0;
  for (size_t at = 0; at < bytes.size() && tried < kMaxNoteSignatures;) {
    const size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) break;  // cut off, perhaps: it claims nothing
    const auto signature = parse_signature(bytes.substr(at, end - at));
    for (size_t i = 0; signature && i < keys.size(); i++) {
      if (signature->name != keys[i].name || signature->id != keys[i].id()) continue;
      tried++;
      const size_t divide = bytes.substr(0, at).rfind("\n\n");
      const std::string_view text = bytes.substr(0, divide == std::string_view::npos ? 0 : divide + 1);
      if (check_signature(*signature, keys[i], text) == SignatureState::kHolds) return {SignatureState::kHolds, i};
      found = {SignatureState::kFails, i};
    }
    at = end + 1;
  }
  return found;
}

}  // namespace tlog
