#include "libcore/note/note.h"

#include <string>

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("note");

// golang.org/x/mod, sumdb/note.
const std::string kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string kPeterLine =
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const std::string kEnochLine =
    "\xe2\x80\x94 EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
const std::string kPeter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string kPeterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const std::string kEnoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const std::string kNote = kText + "\n" + kPeterLine;

VerifierKey key(const std::string& vkey) {
  auto parsed = parse_vkey(vkey);
  REQUIRE(parsed);
  return *parsed;
}

UnverifiedNote note(const std::string& text) {
  auto parsed = parse_note(text);
  REQUIRE_MESSAGE(parsed, reason(parsed));
  return *parsed;
}

TEST_CASE("the example of x/mod verifies, and is written alike") {
  const UnverifiedNote both = note(kText + "\n" + kPeterLine + kEnochLine);
  CHECK(both.text == kText);
  REQUIRE(both.signatures.size() == 2);
  CHECK(check_signature(both.signatures[0], key(kPeter), both.text) == SignatureState::kHolds);
  CHECK(check_signature(both.signatures[1], key(kPeter), both.text) == SignatureState::kUnknownKey);
  CHECK(check_signature(both.signatures[0], key(kEnoch), both.text) == SignatureState::kUnknownKey);
  CHECK(check_signature(both.signatures[1], key(kEnoch), both.text) == SignatureState::kHolds);
  CHECK(check_signature(both.signatures[0], key(kPeter), both.text + "more\n") == SignatureState::kFails);
  CHECK(format_note(both) == kText + "\n" + kPeterLine + kEnochLine);

  const auto secret = parse_skey(kPeterSecret);
  REQUIRE(secret);
  CHECK(format_note({kText, {sign_text(*secret, kText)}}) == kNote);
}

// C2SP signed-note: the example of the present text with its key, and that of an older one, whose key is not published.
TEST_CASE("the examples of C2SP signed-note") {
  const std::string example =
      "This is an example message.\n\n"
      "\xe2\x80\x94 example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
  const UnverifiedNote parsed = note(example);
  const VerifierKey foo = key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  REQUIRE(parsed.signatures.size() == 1);
  CHECK(check_signature(parsed.signatures[0], foo, parsed.text) == SignatureState::kHolds);
  CHECK(format_note(parsed) == example);

  const std::string poem =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \xc3\xa8 subito sera.\n\n"
      "\xe2\x80\x94 quasimodo.example/salvatore "
      "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const UnverifiedNote with_gap = note(poem);
  CHECK(with_gap.text.ends_with(":\n\ned \xc3\xa8 subito sera.\n"));  // the last empty line divides
  CHECK(format_note(with_gap) == poem);
}

TEST_CASE("what parses is written alike") {
  for (const std::string& text : {"\n\n"s + kPeterLine,                        // the text is one empty line
                                  kText + "\n\n\n" + kPeterLine,               // and may end in empty lines
                                  "\xe2\x80\x94 a AAAAAAE=\n\n" + kPeterLine,  // or look like a signature
                                  "x\n\n\xe2\x80\x94 \xc3\xa8 AAAAAAE=\n"s,    // the shortest signature: one byte
                                  "x\n\n\xe2\x80\x94 a//=\x7f! AAAAAAE=\n"s,   // names may be odd
                                  "x\n\n\xe2\x80\x94 " + std::string(256, 'n') + " AAAAAAE=\n",  // and long
                                  kText + "\n" + kPeterLine + kPeterLine + kPeterLine}) {        // and come again
    CAPTURE(text);
    CHECK(format_note(note(text)) == text);
  }
}

TEST_CASE("rejects") {
  const std::string dash = "\xe2\x80\x94 ";
  const struct {
    std::string note;
    const char* why;
  } table[] = {
      {"", "no empty line before the signatures"},
      {"\n", "no empty line before the signatures"},
      {kText, "no empty line before the signatures"},
      {kText + kPeterLine, "no empty line before the signatures"},
      {"\n" + kPeterLine, "no empty line before the signatures"},  // there is no text, not even an empty one
      {"\n\n", "no signature"},
      {kText + "\n", "no signature"},
      {kNote + "\n", "no signature"},
      {kText + "\n" + kPeterLine.substr(0, kPeterLine.size() - 1), "the last line has no line end"},
      {kNote + "x", "the last line has no line end"},
      {kNote + "Unexpected line.\n", "a line after the empty one is not a signature"},
      {kText + "\n" + "- a AAAAAAE=\n", "a line after the empty one is not a signature"},
      {kText + "\n" + "\xe2\x80\x93 a AAAAAAE=\n", "a line after the empty one is not a signature"},  // EN DASH
      {kText + "\n" + " " + kPeterLine, "a line after the empty one is not a signature"},
      {kText + "\n" + "\xe2\x80\x94" + "a AAAAAAE=\n", "a line after the empty one is not a signature"},
      {kText + "\n" + dash + "\n", "a signature line lacks its second part"},
      {kText + "\n" + dash + "a\n", "a signature line lacks its second part"},
      {kText + "\n" + dash + " AAAAAAE=\n", "a signature line has a name that no key can have"},
      {kText + "\n" + dash + "a+b AAAAAAE=\n", "a signature line has a name that no key can have"},
      {kText + "\n" + dash + "a\xc2\xa0 AAAAAAE=\n", "a signature line has a name that no key can have"},
      {kText + "\n" + dash + "Bad Name AAAAAAE=\n", "a signature is not base64 of a key id and more"},
      {kText + "\n" + dash + "a \n", "a signature is not base64 of a key id and more"},
      {kText + "\n" + dash + "a AAAAAA==\n", "a signature is not base64 of a key id and more"},  // a key id alone
      {kText + "\n" + dash + "a AAAAAAE\n", "a signature is not base64 of a key id and more"},
      {kText + "\n" + dash + "a AAAAAAF=\n", "a signature is not base64 of a key id and more"},  // stray bits
      {kText + "\n" + dash + "a AAAAAAE= \n", "a signature is not base64 of a key id and more"},
      {kText + "\n" + dash + "a AAAAAAE=\r\n", "has a control character"},
      {"\x01" + kNote, "has a control character"},
      {"tab\t\n" + kNote, "has a control character"},
      {"nul\0\n"s + kNote, "has a control character"},
      {kNote + "\r\n", "has a control character"},
      {"\xff" + kNote, "not UTF-8"},
      {kNote + "\xe2\x80", "not UTF-8"},
      {std::string(1'000'001 - kNote.size(), 'x') + kNote, "longer than 1,000,000 bytes"},
  };
  for (const auto& row : table) {
    CAPTURE(row.note.substr(0, 300));
    const auto parsed = parse_note(row.note);
    CHECK(reason(parsed) == row.why);
    if (!parsed) CHECK(parsed.error().code() == Errc::kMalformed);
  }
  CHECK(parse_note(std::string(1'000'000 - kNote.size(), 'x') + kNote));
}

TEST_CASE("up to a hundred signatures") {
  std::string many = kText + "\n";
  for (int i = 0; i < 100; i++) many += kPeterLine;
  CHECK(note(many).signatures.size() == 100);
  CHECK(reason(parse_note(many + kPeterLine)) == "more than 100 signatures");
}

TEST_CASE("a signature of another length fails, and a cosigner's key does not sign texts") {
  const VerifierKey peter = key(kPeter);
  NoteSignature signature = note(kNote).signatures[0];
  for (size_t size : {size_t{1}, size_t{63}, size_t{65}, size_t{72}}) {
    NoteSignature other = signature;
    other.signature.resize(size);
    CHECK(check_signature(other, peter, kText) == SignatureState::kFails);
  }
  // The same key as a cosigner's has another id, so its line is somebody else's.
  VerifierKey cosigner = peter;
  cosigner.type = KeyType::kCosigner;
  CHECK(check_signature(signature, cosigner, kText) == SignatureState::kUnknownKey);
}

TEST_CASE("same name, other id; same id, other name: somebody else's") {
  const VerifierKey peter = key(kPeter);
  NoteSignature signature = note(kNote).signatures[0];
  signature.id.value ^= 1;
  CHECK(check_signature(signature, peter, kText) == SignatureState::kUnknownKey);
  signature.id.value ^= 1;
  signature.name += "x";
  CHECK(check_signature(signature, peter, kText) == SignatureState::kUnknownKey);
}

TEST_CASE("every flipped bit of a note: never a signature that holds") {
  const VerifierKey peter = key(kPeter);
  for (size_t bit = 0; bit < kNote.size() * 8; bit++) {
    const auto parsed = parse_note(testing::with_flipped_bit(kNote, bit));
    if (!parsed) continue;
    for (const NoteSignature& signature : parsed->signatures) {
      if (check_signature(signature, peter, parsed->text) == SignatureState::kHolds) FAIL("bit " << bit);
    }
    CHECK(format_note(*parsed) == testing::with_flipped_bit(kNote, bit));
  }
}

TEST_CASE("a line that claims to be by a key is found, and checked, in anything") {
  const VerifierKey peter = key(kPeter);
  using enum SignatureState;
  CHECK(check_signature_line(kNote, {&peter, 1}).state == kHolds);
  for (size_t cut = 1; cut <= kPeterLine.size(); cut++) {
    CHECK(check_signature_line(kNote.substr(0, kNote.size() - cut), {&peter, 1}).state == kUnknownKey);
  }
  CHECK(check_signature_line(kNote + "\n", {&peter, 1}).state == kHolds);
  CHECK(check_signature_line(kNote + "rest", {&peter, 1}).state == kHolds);
  CHECK(check_signature_line("x" + kNote, {&peter, 1}).state == kFails);
  CHECK(check_signature_line(kPeterLine, {&peter, 1}).state == kFails);
  CHECK(check_signature_line(kPeterLine.substr(0, kPeterLine.size() - 1), {&peter, 1}).state == kUnknownKey);
  CHECK(check_signature_line("\xff\x01\n" + kPeterLine + "rest", {&peter, 1}).state == kFails);
  CHECK(check_signature_line("", {&peter, 1}).state == kUnknownKey);
  CHECK(check_signature_line("\n\n\n", {&peter, 1}).state == kUnknownKey);
  CHECK(check_signature_line(" " + kPeterLine, {&peter, 1}).state == kUnknownKey);
  CHECK(check_signature_line(kEnochLine, {&peter, 1}).state == kUnknownKey);
  CHECK(check_signature_line(kText + kPeter, {&peter, 1}).state == kUnknownKey);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
