#include "libcore/chunk/cid.h"

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

Bytes pattern(size_t size) {
  Bytes out(size);
  for (size_t i = 0; i < size; i++) out[i] = static_cast<uint8_t>(i % 251);
  return out;
}

TEST_CASE("cid: known inputs") {
  struct Known {
    Bytes input;
    const char *address, *cid;
  };
  const auto bytes = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
  for (const Known& known :
       {Known{{},
              "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
              "bafkr4ifpcne3t5pzugtkaqcn5i3nzskjtpfslsnnyejlpte2spfoihzsmi"},
        {bytes("hello"), "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f",
         "bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4"},
        {bytes("fula-ingest-valid-chunk"), "ebec85b389f1128b9e86fe7eb1dc1e1b85940c1a5cc9428b5ab91ccdfd89c681",
         "bafkr4ihl5sc3hcprckfz5bx6p2y5yhq3qwkaygs4zfbiwwvzdtg73cogqe"},
        {pattern(262'144), "d57dc906e20d3fd326ffaa85535500486f46a0979f5a323f028dcabfd381fd4a",
         "bafkr4igvpxeqnyqnh7jsn75kqvjvkacin5dkbf47lizd6aunzk75hap5ji"},
        {Bytes(65'552), "c2ac747b0c02deb5055f25e53f8d0b3339e9bae4cc8a2c5cf4d542fe68d159c1",
         "bafkr4igcvr2hwdac322qkxzf4u7y2czthhu3vzgmriwfz5gvil7grukzye"}}) {
    const Address address = address_of(known.input);
    CHECK(hex_encode(address) == known.address);
    CHECK(parse_address(known.address) == address);
    CHECK(format_cid(address) == known.cid);
    const auto back = parse_cid(known.cid);
    REQUIRE(back);
    CHECK(*back == address);
  }
}

TEST_CASE("cid: other bases are read, never written") {
  const Address hello = address_of(as_bytes("hello"));
  for (const std::string& text : {"BAFKR4IHKR4LD3M4GQKJF4RERYXSY2S5TKBXPRQKOW6FIN2IIYVREUZZAB4"s,
                                  "f01551e20ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f"s}) {
    const auto address = parse_cid(text);
    REQUIRE(address);
    CHECK(*address == hello);
  }
}

TEST_CASE("cid: rejects") {
  const std::string digest = "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f";
  const std::string good = "bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4";
  const auto base32 = [&](const std::string& head, const std::string& rest) {
    return "b" + base32_encode(*hex_decode(head + rest));
  };
  REQUIRE(base32("01551e20", digest) == good);
  CHECK(base32("01551220", digest).rfind("bafkrei", 0) == 0);  // the table of the specification, by its first letters
  CHECK(base32("01701e20", digest).rfind("bafyb4ihkr4", 0) == 0);
  CHECK(base32("01711e20", digest).rfind("bafyr4ihkr4", 0) == 0);
  CHECK(base32("01551e1f", digest.substr(0, 62)).rfind("bafkr4h7kr4", 0) == 0);

  const std::string none = "it begins with none of b, B (base32) and f (hexadecimal)";
  for (const auto& [wrong, why] : std::initializer_list<std::pair<std::string, std::string>>{
           {base32("01551220", digest), "its hash is not BLAKE3"},
           {base32("01551b20", digest), "its hash is not BLAKE3"},
           {base32("01701e20", digest), "it is not of raw bytes"},
           {base32("01711e20", digest), "it is not of raw bytes"},
           {base32("01d5001e20", digest), "it is not of raw bytes"},  // 0x55 in two bytes
           {base32("01551e1f", digest.substr(0, 62)), "its hash has 31 bytes, not 32"},
           {base32("01551e21", digest + "00"), "its hash has 33 bytes, not 32"},
           {base32("01551e20", digest.substr(0, 62)), "it ends in the middle"},
           {base32("01551e20", digest + "00"), "something stands behind its hash"},
           {base32("02551e20", digest), "it is not of version 1"},
           {base32("00551e20", digest), "it is not of version 1"},
           {"b", "it ends in the middle"},
           {"bafkr4", "it ends in the middle"},
           {"f01551e", "it ends in the middle"},
           {"", none},
           {"Q", none},
           {good.substr(1), none},
           {" " + good, none},
           {"zb2rhe5P4gXftAwvA4eXQ5HJwsER2owDyS9sKaQRRVQPn93bA", none},
           {"F01551E20" + digest, none},
           {"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", "it is of version 0"},
           {good + "\n", "its base32 digits are wrong"},
           {good + "=", "its base32 digits are wrong"},
           {good.substr(0, 58) + "5", "its base32 digits are wrong"},  // a stray bit behind the last byte
           {"B" + good.substr(1), "its base32 digits are wrong"},
           {"f01551E20" + digest, "its hexadecimal digits are wrong"},
           {"f01551e20" + digest + "0", "its hexadecimal digits are wrong"},
           {std::string(257, 'b'), "too long"}}) {
    const std::string text = wrong;  // clang 14 captures no binding
    CAPTURE(text);
    CHECK(testing::reason(parse_cid(text)) == "not the CID of a chunk: " + why);
  }
}

TEST_CASE("address: rejects") {
  const std::string good = "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f";
  for (const std::string& text :
       {""s, good.substr(2), good + "00", good.substr(0, 63), " " + good.substr(1), "EA" + good.substr(2)}) {
    CAPTURE(text);
    CHECK_FALSE(parse_address(text));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
