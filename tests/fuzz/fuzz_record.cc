// A record is read without a fault; what it hands out is what a record of ours with the same values hands out.

#include "libcore/base/encode.h"
#include "libcore/text/record.h"
#include "libcore/text/record_read.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto record = tlog::RecordIn::parse(tlog::as_text({data, size}));
  if (!record) {
    REQUIRE(record.error().code() == tlog::Errc::kMalformed);
    return 0;
  }
  tlog::Record again(record->type());
  const auto proof = record->text("proof");
  const auto index = record->number("index");
  const auto hashes = record->texts("hashes", 63);
  const auto leaf = record->hash("leaf_hash");
  if (proof && *proof) again.text("proof", **proof);
  if (index && *index) again.number("index", **index);
  if (hashes && *hashes) again.texts("hashes", **hashes);
  if (leaf && *leaf) again.hash("leaf_hash", **leaf);
  const std::string line = again.line();
  const auto back = tlog::RecordIn::parse(line);
  REQUIRE(back);
  REQUIRE(back->type() == record->type());
  if (proof && *proof) REQUIRE(*back->text("proof") == *proof);
  if (index && *index) REQUIRE(*back->number("index") == *index);
  if (hashes && *hashes) REQUIRE(*back->texts("hashes", 63) == *hashes);
  if (leaf && *leaf) REQUIRE(*back->hash("leaf_hash") == *leaf);
  return 0;
}
