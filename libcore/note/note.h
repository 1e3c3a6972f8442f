#pragma once
// Signed notes, C2SP signed-note: a text, an empty line, and lines of signatures.
//
//   note       = text "\n" 1*signature                      text: ends in a line end; the last empty line divides
//   signature  = "— " name " " base64(id || signature) "\n"  the dash is U+2014
//
// UTF-8 without control characters other than the line end. What has been read is an UnverifiedNote; only the functions
// that check signatures make something else of it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/note/key.h"

namespace tlog {

constexpr size_t kMaxNoteBytes =
    1'000'000;                              // a note is a few hundred bytes, with post-quantum signatures some thousand
constexpr size_t kMaxNoteSignatures = 100;  // signed-note asks for at least 16

struct NoteSignature {
  std::string name;
  KeyId id;
  Bytes signature;  // what is behind the key id
};

struct UnverifiedNote {
  std::string text;  // with its last line end
  std::vector<NoteSignature> signatures;
};

// malformed: says what is wrong. Whatever is accepted, format_note() writes again byte for byte.
Result<UnverifiedNote> parse_note(std::string_view note);
std::string format_note(const UnverifiedNote& note);
// One signature line with its line end.
std::string format_signature(const NoteSignature& signature);

// The log's signature (type 0x01) over a text that ends in a line end.
NoteSignature sign_text(const SigningKey& key, std::string_view text);

// What one signature says about the text. A log's key (0x01) signs the text, a cosigner's (0x04) as note/cosignature.h
// says; a signature of another length fails.
enum class SignatureState { kUnknownKey, kHolds, kFails };
SignatureState check_signature(const NoteSignature& signature, const VerifierKey& key, std::string_view text);

// Whether it is the signature of a log's key over this text, with a key that was made ready.
bool log_signature_holds(ByteView signature, const Ed25519Verifier& key, std::string_view text);

// The same for bytes that are no note: a whole line in the form of a signature by one of `keys`, over what is before
// the last empty line before it. It tells a text that was altered from a note that was damaged elsewhere, and from what
// never was one.
struct SignatureLineState {
  SignatureState state = SignatureState::kUnknownKey;
  size_t key = 0;  // where the state is another one: which of the keys
};
SignatureLineState check_signature_line(std::string_view bytes, std::span<const VerifierKey> keys);

}  // namespace tlog
