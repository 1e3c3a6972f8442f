#include "libcore/text/trailer.h"

#include <doctest/doctest.h>

#include <string>

#include "libcore/base/encode.h"

using tlog::Trailer;

namespace {

const std::string kExample =
    R"({"tlog-tools":"end","entries":2,"root_hash":"3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg="})";

}  // namespace

TEST_SUITE("text/trailer") {
  TEST_CASE("the example") {
    const auto root = tlog::hex_decode_hash("de3c7c19cf4e11892b68fc5dabca4d4bf92c0b4d75fc2d7a179cbcc4e0515088");
    REQUIRE(root);
    const Trailer trailer{.entries = 2, .root_hash = *root};
    CHECK(tlog::format_trailer(trailer) == kExample);
    REQUIRE(tlog::parse_trailer(kExample));
    CHECK(*tlog::parse_trailer(kExample) == trailer);
  }

  TEST_CASE("what is written is read back") {
    for (uint64_t entries : {uint64_t{0}, uint64_t{1}, uint64_t{1'000'000}, tlog::kMaxTreeSize}) {
      Trailer trailer{.entries = entries, .root_hash = {}};
      trailer.root_hash.bytes[31] = 7;
      const auto back = tlog::parse_trailer(tlog::format_trailer(trailer));
      REQUIRE(back);
      CHECK(*back == trailer);
    }
  }

  TEST_CASE("nothing else is a trailer") {
    const auto changed = [](std::string_view from, std::string_view to) {
      std::string text = kExample;
      return text.replace(text.find(from), from.size(), to);
    };
    for (const std::string& line : {std::string(),
                                    kExample + " ",
                                    kExample + "\n",
                                    " " + kExample,
                                    changed("end", "END"),
                                    changed(":2", ": 2"),
                                    changed(":2", ":02"),
                                    changed(":2", ":-2"),
                                    changed(":2", ":2.0"),
                                    changed(":2", ":\"2\""),
                                    changed(":2", ":"),
                                    changed(":2", ":9007199254740992"),
                                    changed(":2", ":18446744073709551617"),
                                    changed("entries", "entrie\\u0073"),
                                    changed("3jx8", "3jx8\\n"),
                                    changed("Ig=", "Ih="),
                                    changed("Ig=", "Ig"),
                                    changed("3jx8", ""),
                                    changed("}", ",\"a\":1}"),
                                    changed("\"tlog-tools\":\"end\",", ""),
                                    changed("root_hash", "root"),
                                    kExample.substr(0, kExample.size() - 1),
                                    kExample.substr(0, 40),
                                    kExample + kExample}) {
      CAPTURE(line);
      CHECK_FALSE(tlog::parse_trailer(line));
    }
  }
}
