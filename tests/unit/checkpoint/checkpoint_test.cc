#include "libcore/checkpoint/checkpoint.h"

#include <string>

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("checkpoint");

// The example of C2SP tlog-checkpoint. Its key is not published.
const std::string kExample =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\xe2\x80\x94 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

const std::string kSecret = "PRIVATE+KEY+conda.example/log+e48e03fc+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq";
const std::string kRoot = "3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=";
const std::string kText = "conda.example/log\n2\n" + kRoot + "\n";

SigningKey log_key() {
  auto key = parse_skey(kSecret);
  REQUIRE(key);
  return *key;
}

SigningKey other_key(const std::string& name, uint8_t seed) {
  SigningKey key{name, KeyType::kLog, {}};
  key.seed.bytes.fill(seed);
  return key;
}

Checkpoint two_entries() { return {"conda.example/log", TreeSize{2}, *base64_decode_hash(kRoot), {}}; }

Trust trust(const SigningKey& key, std::optional<std::string> origin = std::nullopt) {
  return trust_in({key.verifier()}, std::move(origin));
}

// "yes", "no: why", "error: why".
std::string verdict(std::string_view note, const Trust& trust) {
  const auto result = verify_checkpoint(note, trust);
  if (!result) return "error: " + result.error().message();
  return result->checkpoint ? "yes" : "no: " + result->reason;
}

std::string note_of(const std::string& text, const std::vector<SigningKey>& keys) {
  UnverifiedNote note{text, {}};
  for (const SigningKey& key : keys) note.signatures.push_back(sign_text(key, text));
  return format_note(note);
}

TEST_CASE("the worked example is signed as it must be") {
  const std::string file = sign_checkpoint(two_entries(), log_key());
  CHECK(file == kText +
                    "\n\xe2\x80\x94 conda.example/log "
                    "5I4D/G0ciJqNuvTF7AN3GYHyBr8GvxTCDLepzRBGpBNRUiv0XrSVu+Dyaec8e3u6KcxUBIcK9Gvz/hsKq+46IoywaQM=\n");
  CHECK(hex_encode(sha256(as_bytes(file)).bytes) == "619e4f1ae4c6b526e77881a1111f623fdf3dc8f35b12b2275bc25dd0d5e38a62");
  CHECK(verdict(file, trust(log_key())) == "yes");
}

TEST_CASE("the example of C2SP tlog-checkpoint") {
  const auto checkpoint = parse_unverified_checkpoint(kExample);
  REQUIRE_MESSAGE(checkpoint, reason(checkpoint));
  CHECK(checkpoint->origin == "example.com/behind-the-sofa");
  CHECK(checkpoint->size == TreeSize{20852163});
  CHECK(base64_encode(checkpoint->root) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  CHECK(checkpoint->extensions.empty());
  CHECK(kExample.starts_with(format_checkpoint_text(*checkpoint) + "\n"));
  CHECK(verdict(kExample, trust(log_key())) ==
        "no: no signature by a trusted key, only by example.com/behind-the-sofa+033de0ae");
}

TEST_CASE("what parses is written alike, and the other way round") {
  const Hash root = *base64_decode_hash(kRoot);
  const std::vector<Checkpoint> table = {
      {"a", TreeSize{0}, root, {}},
      {"go.sum database tree", TreeSize{58253265}, root, {}},
      {"origin with + and \xc3\xa8", TreeSize{1}, root, {"ext"}},
      {"a", TreeSize{kMaxTreeSize}, root, {"one", " ", "three=3", "\xe2\x80\x94 like a signature AAAA"}},
      {std::string(4096, 'o'), TreeSize{10}, Hash{}, {std::string(10000, 'e')}},
  };
  for (const Checkpoint& checkpoint : table) {
    const std::string text = format_checkpoint_text(checkpoint);
    const auto back = parse_checkpoint_text(text);
    REQUIRE_MESSAGE(back, reason(back));
    CHECK(back->origin == checkpoint.origin);
    CHECK(back->size == checkpoint.size);
    CHECK(back->root == checkpoint.root);
    CHECK(back->extensions == checkpoint.extensions);
    CHECK(format_checkpoint_text(*back) == text);
  }
}

TEST_CASE("texts that are refused") {
  const struct {
    std::string text;
    const char* why;
  } table[] = {
      {"", "fewer than three lines before the signatures"},
      {"a\n", "fewer than three lines before the signatures"},
      {"a\n2\n", "fewer than three lines before the signatures"},
      {"a\n2\n" + kRoot, "the last line has no line end"},
      {"a\n2\n" + kRoot + "\next", "the last line has no line end"},
      {"\n2\n" + kRoot + "\n", "has an empty line"},
      {"a\n\n" + kRoot + "\n", "has an empty line"},
      {"a\n2\n\n" + kRoot + "\n", "has an empty line"},
      {"a\n2\n" + kRoot + "\n\n", "has an empty line"},
      {"a\n2\n" + kRoot + "\n\next\n", "has an empty line"},
      {"a\x01\n2\n" + kRoot + "\n", "the origin has a control character"},
      {"a\r\n2\n" + kRoot + "\n", "the origin has a control character"},
      {"a\xff\n2\n" + kRoot + "\n", "the origin is not UTF-8"},
      {std::string(4097, 'o') + "\n2\n" + kRoot + "\n", "the origin is longer than 4,096 bytes"},
      {"a\n02\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n00\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n+2\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n-2\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n 2\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n2 \n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n2\r\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n0x2\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n2.0\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n9007199254740992\n" + kRoot + "\n", "the tree size is more than 2^53 - 1, the largest that is supported"},
      {"a\n18446744073709551618\n" + kRoot + "\n", "the second line is not a tree size"},
      {"a\n2\n" + kRoot + " \n", "the third line is not the base64 of a root hash"},
      {"a\n2\n" + kRoot.substr(0, 43) + "\n", "the third line is not the base64 of a root hash"},
      {"a\n2\n" + testing::replaced(kRoot, "Ig=", "Ih=") + "\n", "the third line is not the base64 of a root hash"},
      {"a\n2\nAAAA\n", "the third line is not the base64 of a root hash"},
      {"a\n2\nde3c7c19cf4e11892b68fc5dabca4d4bf92c0b4d75fc2d7a179cbcc4e0515088\n",
       "the third line is not the base64 of a root hash"},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const auto checkpoint = parse_checkpoint_text(row.text);
    CHECK(reason(checkpoint) == row.why);
    if (!checkpoint) CHECK(checkpoint.error().code() == Errc::kMalformed);
  }
}

TEST_CASE("origins") {
  for (const std::string& origin :
       {"a"s, "example.com/log"s, "go.sum database tree"s, "a+b"s, std::string(4096, 'o')}) {
    CHECK(check_origin(origin));
  }
  CHECK(reason(check_origin("")) == "the origin is empty");
  CHECK(reason(check_origin("a\nb")) == "the origin has a control character");
  CHECK(reason(check_origin("a\0"s)) == "the origin has a control character");
  CHECK(reason(check_origin("\xff")) == "the origin is not UTF-8");
  CHECK(reason(check_origin(std::string(4097, 'o'))) == "the origin is longer than 4,096 bytes");
  CHECK(check_origin("").error().code() == Errc::kConfig);
}

TEST_CASE("origins of new logs") {
  for (const std::string& origin : {"a"s, "example.com/log"s, "go.sum database tree"s, "a+b"s, "\xe5\xba\x93"s}) {
    CHECK(check_new_origin(origin));
  }
  const std::string begins = "the origin begins with a blank", ends = "the origin ends with a blank";
  const std::string hidden = "the origin has a character that is not seen";
  CHECK(reason(check_new_origin("")) == "the origin is empty");
  CHECK(reason(check_new_origin(" ")) == begins);
  CHECK(reason(check_new_origin(" a")) == begins);
  CHECK(reason(check_new_origin("\xe3\x80\x80")) == begins);
  CHECK(reason(check_new_origin("a ")) == ends);
  CHECK(reason(check_new_origin("a\xc2\xa0")) == ends);
  CHECK(reason(check_new_origin("a\x7f")) == hidden);
  CHECK(reason(check_new_origin("a\xe2\x80\x8b"
                                "b")) == hidden);
  // Another's log may have such a one.
  CHECK(check_origin(" "));
}

TEST_CASE("whom to believe") {
  const SigningKey key = log_key(), other = other_key("other.example", 9);
  const SigningKey renamed = other_key("conda.example/log", 9);  // the same name, another key
  const std::string good = note_of(kText, {key});

  CHECK(verdict(good, trust(key)) == "yes");
  CHECK(verdict(good, trust(key, "conda.example/log")) == "yes");
  CHECK(verdict(good, trust(key, "another.example")) ==
        "no: the origin is \"conda.example/log\", not \"another.example\"");
  CHECK(verdict(good, trust(other)) == "no: no signature by a trusted key, only by conda.example/log+e48e03fc");
  CHECK(verdict(good, trust(renamed)) == "no: no signature by a trusted key, only by conda.example/log+e48e03fc");
  CHECK(verdict(good, Trust{}) == "no: no signature by a trusted key, only by conda.example/log+e48e03fc");
  CHECK(verdict(good, trust_in({other.verifier(), key.verifier()}, std::nullopt)) == "yes");
  CHECK(verdict(good, trust_in({key.verifier(), key.verifier()}, std::nullopt)) == "yes");

  // Further signatures: by nobody that we know, by a known one, again, and one that fails.
  CHECK(verdict(note_of(kText, {other, key}), trust(key)) == "yes");
  CHECK(verdict(note_of(kText, {key, key}), trust(key)) == "yes");
  CHECK(verdict(note_of(kText, {other, key}), trust_in({key.verifier(), other.verifier()}, std::nullopt)) == "yes");
  UnverifiedNote forged = *parse_note(note_of(kText, {key, other}));
  forged.signatures[1].signature[5] ^= 1;
  CHECK(verdict(format_note(forged), trust(key)) == "yes");  // a signature by a stranger is not looked at
  CHECK(verdict(format_note(forged), trust_in({key.verifier(), other.verifier()}, std::nullopt)) ==
        "no: the signature by other.example+" + format_key_id(other.verifier().id()) + " does not verify");

  // A key that signs for an origin that is not its name.
  const std::string foreign = note_of(kText, {other});
  CHECK(verdict(foreign, trust(other)) == "no: the origin is \"conda.example/log\", not \"other.example\"");
  CHECK(verdict(foreign, trust(other, "conda.example/log")) == "yes");
  // The name of a key that is trusted but has not signed is no excuse.
  CHECK(verdict(foreign, trust_in({key.verifier(), other.verifier()}, std::nullopt)) ==
        "no: the origin is \"conda.example/log\", not \"other.example\"");
}

TEST_CASE("a note that is no checkpoint") {
  const SigningKey key = log_key();
  CHECK(verdict(note_of("just text\n", {key}), trust(key)) == "error: fewer than three lines before the signatures");
  CHECK(verdict(note_of("conda.example/log\n02\n" + kRoot + "\n", {key}), trust(key)) ==
        "error: the second line is not a tree size");
  CHECK(verdict("", trust(key)) == "error: no empty line before the signatures");
  CHECK(verdict("hello\n", trust(key)) == "error: no empty line before the signatures");
  CHECK(verify_checkpoint("hello\n", trust(key)).error().code() == Errc::kMalformed);
}

TEST_CASE("extension lines are signed too") {
  Checkpoint checkpoint = two_entries();
  checkpoint.extensions = {"one", "two"};
  const std::string note = sign_checkpoint(checkpoint, log_key());
  const auto result = verify_checkpoint(note, trust(log_key()));
  REQUIRE(result);
  REQUIRE(result->checkpoint);
  CHECK((*result->checkpoint)->extensions == checkpoint.extensions);
  CHECK(verdict(testing::replaced(note, "\ntwo", ""), trust(log_key())).starts_with("no: "));
}

// The signature line stays as it is, so somebody claims that the log signed this: the answer is no, not "malformed".
TEST_CASE("every flipped bit of the signed text: no") {
  const auto check = [](const std::string& note, size_t text_size, const Trust& whom) {
    REQUIRE(verdict(note, whom) == "yes");
    for (size_t bit = 0; bit < text_size * 8; bit++) {
      const std::string answer = verdict(testing::with_flipped_bit(note, bit), whom);
      if (!answer.starts_with("no: the signature by ")) FAIL("bit " << bit << ": " << answer);
    }
    // Each byte left out, or put in twice.
    for (size_t i = 0; i < text_size; i++) {
      CHECK(verdict(std::string(note).erase(i, 1), whom).starts_with("no: the signature by "));
      CHECK(verdict(std::string(note).insert(i, 1, note[i]), whom).starts_with("no: the signature by "));
    }
  };
  check(sign_checkpoint(two_entries(), log_key()), kText.size(), trust(log_key()));
  Checkpoint extended = two_entries();
  extended.extensions = {"an extension, \xc3\xa8"};
  check(sign_checkpoint(extended, log_key()), format_checkpoint_text(extended).size(), trust(log_key()));
}

TEST_CASE("every flipped bit behind the signed text: never yes") {
  const SigningKey other = other_key("other.example", 9);
  const std::string note = sign_checkpoint(two_entries(), log_key());
  for (size_t bit = kText.size() * 8; bit < note.size() * 8; bit++) {
    if (verdict(testing::with_flipped_bit(note, bit), trust(log_key())) == "yes") FAIL("bit " << bit);
  }
  // With two trusted signers, both signatures must hold, so that no flip in either is a yes but those that make one
  // line somebody else's: then the other one still says what it says.
  const Trust both = trust_in({log_key().verifier(), other.verifier()}, std::nullopt);
  const std::string two = note_of(kText, {log_key(), other});
  REQUIRE(verdict(two, both) == "yes");
  const VerifierKey other_verifier = other.verifier();
  const size_t second = two.rfind("\xe2\x80\x94");
  for (size_t bit = kText.size() * 8; bit < second * 8; bit++) {
    if (verdict(testing::with_flipped_bit(two, bit), both) == "yes") FAIL("bit " << bit);
  }
  for (size_t bit = second * 8; bit < two.size() * 8; bit++) {
    const std::string flipped = testing::with_flipped_bit(two, bit);
    if (verdict(flipped, both) == "yes" &&
        check_signature_line(flipped.substr(second), {&other_verifier, 1}).state != SignatureState::kUnknownKey)
      FAIL("bit " << bit);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
