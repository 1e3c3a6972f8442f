// A key that parses, public or secret, is written again byte for byte; no text is both.

#include "libcore/note/key.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto open = tlog::parse_vkey(text);
  const auto secret = tlog::parse_skey(text);
  REQUIRE(!open || !secret);
  if (open) REQUIRE(open->vkey() == text);
  if (secret) {
    REQUIRE(secret->skey() == text);
    const auto verifier = tlog::parse_vkey(secret->verifier().vkey());
    REQUIRE(verifier);
    REQUIRE(verifier->public_key == secret->verifier().public_key);
  }
  if (tlog::check_key_name(text)) {
    REQUIRE(tlog::check_signer_name(text));
    REQUIRE(text.find_first_of("+ \n") == std::string_view::npos);
  }
  return 0;
}
