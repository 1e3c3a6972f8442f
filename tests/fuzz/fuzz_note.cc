// A note that parses is written again byte for byte, and its signature lines are lines.

#include "libcore/note/note.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto key = tlog::parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  REQUIRE(key);
  const bool claimed = tlog::check_signature_line(text, {&*key, 1}).state != tlog::SignatureState::kUnknownKey;
  const auto note = tlog::parse_note(text);
  if (!note) return 0;
  REQUIRE(tlog::format_note(*note) == text);
  REQUIRE(note->text.ends_with('\n'));
  bool known = false;
  for (const auto& signature : note->signatures) {
    known |= tlog::check_signature(signature, *key, note->text) != tlog::SignatureState::kUnknownKey;
  }
  REQUIRE(claimed || !known);
  return 0;
}
