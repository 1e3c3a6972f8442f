#include "libcore/note/key.h"

#include <string>

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;

TEST_SUITE_BEGIN("note");

// golang.org/x/mod, sumdb/note.
const std::string kPeter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string kPeterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
// The seeds are 32 times 0x2a and 32 times 0x07.
const std::string kLog = "conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h";
const std::string kLogSecret = "PRIVATE+KEY+conda.example/log+e48e03fc+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq";
const std::string kWitness = "witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const std::string kWitnessLogSecret =
    "PRIVATE+KEY+witness.example/w+4c897917+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

// A vkey with the id that belongs to it, whatever the rest is.
std::string vkey_of(const std::string& name, uint8_t type, const Bytes& key) {
  Bytes typed = {type};
  typed.insert(typed.end(), key.begin(), key.end());
  const Hash id = sha256(as_bytes(name + "\n" + std::string(as_text(typed))));
  return name + "+" + hex_encode({id.bytes.data(), 4}) + "+" + base64_encode(typed);
}

TEST_CASE("public keys of other implementations are read and written alike") {
  for (const std::string& text :
       {kPeter, kLog, kWitness, "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"s,
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"s,  // C2SP signed-note
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"s,
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"s}) {
    CAPTURE(text);
    const auto key = parse_vkey(text);
    REQUIRE_MESSAGE(key, reason(key));
    CHECK(key->vkey() == text);
  }
  CHECK(parse_vkey(kLog)->type == KeyType::kLog);
  CHECK(parse_vkey(kWitness)->type == KeyType::kCosigner);
  CHECK(format_key_id(parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")->id()) ==
        "033de0ae");
}

TEST_CASE("secret keys are read and written alike, and have the right public keys") {
  for (const auto& [secret, open] : {std::pair{kPeterSecret, kPeter}, {kLogSecret, kLog}}) {
    const auto key = parse_skey(secret);
    REQUIRE_MESSAGE(key, reason(key));
    CHECK(key->skey() == secret);
    CHECK(key->verifier().vkey() == open);
  }
  const auto as_log = parse_skey(kWitnessLogSecret);
  REQUIRE(as_log);
  SigningKey as_cosigner = *as_log;
  as_cosigner.type = KeyType::kCosigner;
  CHECK(as_cosigner.verifier().vkey() == kWitness);
  const auto back = parse_skey(as_cosigner.skey());
  REQUIRE(back);
  CHECK(back->type == KeyType::kCosigner);
  CHECK(back->skey() == as_cosigner.skey());
}

TEST_CASE("names that no key can have") {
  const struct {
    std::string name;
    const char* why;
  } table[] = {
      {"", "the key name is empty"},
      {"a+b", "the key name has a plus sign"},
      {"+", "the key name has a plus sign"},
      {"a b", "the key name has a space"},
      {"a\nb", "the key name has a space"},
      {"a\tb", "the key name has a space"},
      {"a\xc2\xa0"s, "the key name has a space"},     // NO-BREAK SPACE
      {"\xe3\x80\x80"s, "the key name has a space"},  // IDEOGRAPHIC SPACE
      {"\xe2\x80\xa8"s, "the key name has a space"},  // LINE SEPARATOR
      {"\xc2\x85"s, "the key name has a space"},      // NEXT LINE
      {"a\x01", "the key name has a control character"},
      {"a\0b"s, "the key name has a control character"},
      {"\x1b[m", "the key name has a control character"},
      {"a\xff", "the key name is not UTF-8"},
      {"\xe2\x80", "the key name is not UTF-8"},
      {std::string(256, 'n'), "the key name is longer than 255 bytes"},
  };
  for (const auto& row : table) {
    const Status status = check_key_name(row.name);
    CHECK(reason(status) == row.why);
    if (!status) CHECK(status.error().code() == Errc::kConfig);
  }
  for (const std::string& name :
       {"a"s, "example.com/log"s, "oid/1.3.6.1"s, "\xc3\xa8"s, "a\x7f"s, std::string(255, 'n')}) {
    CHECK(check_key_name(name));
  }
}

TEST_CASE("public keys: rejects") {
  const Bytes good = [] {
    const auto key = parse_vkey(kLog)->public_key;
    return Bytes(key.begin(), key.end());
  }();
  CHECK(vkey_of("conda.example/log", 1, good) == kLog);
  Bytes small_order(32, 0);
  small_order[0] = 1;
  Bytes small_order_signed = small_order;
  small_order_signed[31] = 0x80;
  const struct {
    std::string text;
    std::string why;
  } table[] = {
      {"", "not a key of the form NAME+ID+BASE64"},
      {"conda.example/log", "not a key of the form NAME+ID+BASE64"},
      {"conda.example/log+e48e03fc", "not a key of the form NAME+ID+BASE64"},
      {"+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h", "the key name is empty"},
      {" " + kLog, "the key name has a space"},
      {testing::replaced(kLog, "e48e03fc", "e48e03f"), "the key id is not 8 hex digits in lower case"},
      {testing::replaced(kLog, "e48e03fc", "0e48e03fc"), "the key id is not 8 hex digits in lower case"},
      {testing::replaced(kLog, "e48e03fc", "E48E03FC"), "the key id is not 8 hex digits in lower case"},
      {testing::replaced(kLog, "e48e03fc", "e48e03fg"), "the key id is not 8 hex digits in lower case"},
      {testing::replaced(kLog, "e48e03fc", ""), "the key id is not 8 hex digits in lower case"},
      {testing::replaced(kLog, "e48e03fc", "e48e03fd"),
       "the key id is e48e03fc, not e48e03fd: a part of the key was changed"},
      {kLog + "\n", "the key is not base64"},
      {kLog + " ", "the key is not base64"},
      {kLog + "=", "the key is not base64"},
      {kLog.substr(0, kLog.size() - 1), "the key is not base64"},
      {"conda.example/log+e48e03fc+", "the key is not base64"},
      {vkey_of("a", 1, Bytes(31, 9)), "the key has 31 bytes, not 32"},
      {vkey_of("a", 1, Bytes(33, 9)), "the key has 33 bytes, not 32"},
      {vkey_of("a", 1, {}), "the key has 0 bytes, not 32"},
      {vkey_of("a", 2, good), "key type 0x02 is not supported"},
      {vkey_of("a", 6, Bytes(1312, 9)), "key type 0x06 is not supported"},
      {vkey_of("a", 0xff, good), "key type 0xff is not supported"},
      {vkey_of("a", 1, small_order), "a weak key: anybody could sign for it"},
      {vkey_of("a", 4, small_order_signed), "a weak key: anybody could sign for it"},
      {vkey_of("a", 1, Bytes(32, 0)), "a weak key: anybody could sign for it"},
      {kLogSecret, "a secret key where a public one belongs"},
      {"PRIVATE+KEY+", "a secret key where a public one belongs"},
      // x/mod: the length, and the algorithm, with the right ids.
      {"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "the key is not base64"},
      {"PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "key type 0x65 is not supported"},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const auto key = parse_vkey(row.text);
    CHECK(reason(key) == row.why);
    if (!key) CHECK(key.error().code() == Errc::kConfig);
  }
}

TEST_CASE("secret keys: rejects, none of which shows the secret") {
  const struct {
    std::string text;
    std::string why;
  } table[] = {
      {"", "not a secret key: those begin with PRIVATE+KEY+"},
      {kLog, "not a secret key: those begin with PRIVATE+KEY+"},
      {" " + kLogSecret, "not a secret key: those begin with PRIVATE+KEY+"},
      {testing::replaced(kLogSecret, "PRIVATE", "private"), "not a secret key: those begin with PRIVATE+KEY+"},
      {"PRIVATE+KEY+", "not a key of the form NAME+ID+BASE64"},
      {kLogSecret + "\n", "the key is not base64"},
      {testing::replaced(kLogSecret, "e48e03fc", "e48e03fd"),
       "the key id is e48e03fc, not e48e03fd: a part of the key was changed"},
      {testing::replaced(kLogSecret, "conda.example", "other.example"), "the key id is "},
      {testing::replaced(kLogSecret, "+ASoq", "+Aioq"), "key type 0x02 is not supported"},
      {testing::replaced(kLogSecret, "+ASoqKioq", "+ASoq"), "the key has 29 bytes, not 32"},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const auto key = parse_skey(row.text);
    REQUIRE_FALSE(key);
    CHECK(reason(key).starts_with(row.why));
    CHECK(key.error().code() == Errc::kConfig);
    CHECK(reason(key).find("Kioq") == std::string::npos);
    for (const std::string& hint : key.error().hints()) CHECK(hint.find("Kioq") == std::string::npos);
  }
}

// As the tests of x/mod do.
TEST_CASE("no part of a key, and no key with one byte raised, is a key") {
  for (size_t begin = 0; begin <= kPeter.size(); begin++) {
    for (size_t end = begin; end <= kPeter.size(); end++) {
      if (end - begin == kPeter.size()) continue;
      if (parse_vkey(kPeter.substr(begin, end - begin))) FAIL(begin << " to " << end);
    }
  }
  for (size_t begin = 0; begin <= kPeterSecret.size(); begin++) {
    for (size_t end = begin; end <= kPeterSecret.size(); end++) {
      if (end - begin == kPeterSecret.size()) continue;
      if (parse_skey(kPeterSecret.substr(begin, end - begin))) FAIL(begin << " to " << end);
    }
  }
  for (size_t bit = 0; bit < kPeter.size() * 8; bit++) CHECK_FALSE(parse_vkey(testing::with_flipped_bit(kPeter, bit)));
  for (size_t bit = 0; bit < kPeterSecret.size() * 8; bit++) {
    CHECK_FALSE(parse_skey(testing::with_flipped_bit(kPeterSecret, bit)));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
