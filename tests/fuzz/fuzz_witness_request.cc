// A request that parses is written again byte for byte; whatever it is, a witness that knows its log ends with an
// answer, and what it would keep is a state.

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/proof/witness_judge.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body = tlog::as_text({data, size});
  const auto request = tlog::parse_witness_request(body);
  if (request) {
    REQUIRE(tlog::format_witness_request(*request) == body);
    REQUIRE(request->proof.size() <= tlog::kMaxWitnessProofLines);
  }
  tlog::WitnessedLogs logs;
  const auto checkpoint = tlog::parse_unverified_checkpoint(request ? request->checkpoint : std::string());
  if (checkpoint)
    logs.add(checkpoint->origin,
             *tlog::parse_vkey("conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h"));
  const tlog::OpenedRequest opened = tlog::open_witness_request(body, logs);
  REQUIRE(opened.refusal || request);
  if (opened.refusal) return 0;
  const tlog::WitnessState state = tlog::next_witness_state(opened, std::nullopt, 1);
  const std::string text = tlog::format_witness_state(state);
  const auto back = tlog::parse_witness_state(text);
  REQUIRE(back && tlog::format_witness_state(*back) == text);
  (void)tlog::judge_growth(opened, *back);
  return 0;
}
