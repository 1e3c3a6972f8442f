// A policy that parses is written as one that means the same, and is written alike again. Its quorum is judged without
// a fault, more witnesses never break it, and what the analysis says of it is true.

#include "libcore/policy/analysis.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto policy = tlog::parse_policy(tlog::as_text({data, size}), "p");
  if (!policy) {
    REQUIRE(policy.error().code() == tlog::Errc::kConfig);
    return 0;
  }
  const std::string text = tlog::format_policy(*policy);
  const auto again = tlog::parse_policy(text, "p");
  REQUIRE(again);
  REQUIRE(tlog::format_policy(*again) == text);
  REQUIRE(again->logs.size() == policy->logs.size());
  REQUIRE(again->quorum == policy->quorum);

  const size_t count = policy->witnesses.size();
  std::vector<bool> cosigned(count);
  bool held = tlog::quorum_holds(*policy, cosigned);
  REQUIRE(held == !policy->quorum.has_value());
  for (size_t i = 0; i < count; i++) {
    cosigned[i] = true;
    const bool holds = tlog::quorum_holds(*policy, cosigned);
    REQUIRE(holds || !held);
    held = holds;
  }
  REQUIRE(held);
  const tlog::QuorumAnalysis analysis = tlog::analyse_quorum(*policy);
  REQUIRE(analysis.fewest_cosignatures <= count && analysis.fewest_colluders <= analysis.fewest_cosignatures);
  REQUIRE(!analysis.losses_survived || *analysis.losses_survived < count);
  REQUIRE(!analysis.losses_survived || (*analysis.losses_survived == 0) == !analysis.essential.empty());
  REQUIRE((analysis.fewest_cosignatures == 1) == !analysis.sufficient_alone.empty());
  REQUIRE(!tlog::describe_quorum(*policy).empty());
  tlog::remark_on(*policy);
  return 0;
}
