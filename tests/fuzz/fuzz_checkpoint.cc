// A checkpoint that parses is written again byte for byte. Nothing is verified that our key has not signed: the only
// text with its signature is that of the example.

#include "libcore/checkpoint/checkpoint.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view note = tlog::as_text({data, size});
  if (const auto text = tlog::parse_checkpoint_text(note)) REQUIRE(tlog::format_checkpoint_text(*text) == note);
  const auto head = tlog::parse_unverified_checkpoint(note);
  if (head) REQUIRE(note.starts_with(tlog::format_checkpoint_text(*head) + "\n"));
  const auto key = tlog::parse_vkey("conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h");
  REQUIRE(key);
  const auto verdict = tlog::verify_checkpoint(note, tlog::trust_in({*key}, std::nullopt));
  auto policy = tlog::parse_policy(
      "log conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h\n"
      "witness w witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\nquorum w\n",
      "p");
  REQUIRE(policy);
  tlog::Trust cosigned;
  cosigned.policy = *std::move(policy);
  cosigned.now = 1679315147;
  const auto quorum = tlog::verify_checkpoint(note, cosigned);
  if (quorum && quorum->checkpoint) REQUIRE(note.find("witness.example/w g3VaswAAAABkGFDL") != note.npos);
  if (!verdict || !verdict->checkpoint) {
    REQUIRE(!quorum || !quorum->checkpoint);
    return 0;
  }
  REQUIRE(head);
  REQUIRE(note.starts_with("conda.example/log\n2\n3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=\n\n"));
  return 0;
}
