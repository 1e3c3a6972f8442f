// A proof that parses is written again byte for byte; whatever its numbers, following its path ends.

#include "libcore/merkle/proof.h"
#include "libcore/proof/tlog_proof.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tlog::as_text({data, size});
  const auto proof = tlog::parse_tlog_proof(text);
  if (!proof) return 0;
  REQUIRE(tlog::format_tlog_proof(*proof) == text);
  REQUIRE(proof->hashes.size() <= tlog::kMaxProofHashes);
  for (const uint64_t tree_size : {proof->index.value, proof->index.value + 1, tlog::kMaxTreeSize, UINT64_MAX}) {
    const auto root = tlog::inclusion_root(proof->index, tlog::TreeSize{tree_size}, tlog::Hash{}, proof->hashes);
    REQUIRE(!root || proof->index.value < tree_size);
  }
  return 0;
}
