#pragma once
// Index files of crafted keys, made in memory as the writer puts them together.

#include <algorithm>
#include <string>
#include <vector>

#include "libcore/merkle/tree.h"
#include "libcore/vindex/index_assembler.h"
#include "libcore/vindex/index_file.h"

namespace tlog::testing {

struct SampleKey {
  Hash hash;
  uint64_t entry = 0;
  std::string key;
};

inline SampleKey sample_key(const std::string& key, uint64_t entry) { return {hash_index_key(key), entry, key}; }

inline std::string sample_index(std::vector<SampleKey> keys, uint64_t size) {
  std::sort(keys.begin(), keys.end(), [](const SampleKey& a, const SampleKey& b) {
    return KeyOfEntry{a.hash, a.entry, {}} < KeyOfEntry{b.hash, b.entry, {}};
  });
  IndexAssembler assembler;
  for (const SampleKey& key : keys) assembler.add({key.hash, key.entry, key.key});
  IndexHeader header;
  header.origin = "conda.example/log";
  header.size = TreeSize{size};
  header.root = empty_root();
  header.map.field = "name";
  header.index_root = assembler.finish();
  header.keys = assembler.keys();
  header.record_bytes = assembler.record_bytes();
  const IndexSections& sections = assembler.sections();
  return *format_index_header(header) + sections.records + sections.keys + sections.nodes + sections.offsets;
}

}  // namespace tlog::testing
