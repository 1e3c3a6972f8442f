#include "libcore/text/plain_entry.h"

#include <array>

#include "libcore/text/plain_entry_kernel.h"

namespace tlog {

namespace {

constexpr std::array<const PlainEntryKernel*, 2> kBestFirst = {&kPlainEntryAvx512, &kPlainEntryAvx2};

const PlainEntryKernel* best() {
  for (const PlainEntryKernel* kernel : kBestFirst) {
    if (kernel->usable()) return kernel;
  }
  return nullptr;
}

const PlainEntryKernel*& kernel_in_use() {
  static const PlainEntryKernel* kernel = best();
  return kernel;
}

}  // namespace

bool is_plain_entry(std::string_view line) {
  const PlainEntryKernel* kernel = kernel_in_use();
  return kernel != nullptr && kernel->is_plain(line);
}

std::vector<std::string_view> plain_entry_kernels() {
  std::vector<std::string_view> names;
  for (const PlainEntryKernel* kernel : kBestFirst) {
    if (kernel->usable()) names.push_back(kernel->name);
  }
  names.push_back("none");
  return names;
}

std::string_view plain_entry_kernel() {
  const PlainEntryKernel* kernel = kernel_in_use();
  return kernel != nullptr ? kernel->name : "none";
}

bool use_plain_entry_kernel(std::string_view name) {
  if (name == "none") {
    kernel_in_use() = nullptr;
    return true;
  }
  for (const PlainEntryKernel* kernel : kBestFirst) {
    if (kernel->name == name && kernel->usable()) {
      kernel_in_use() = kernel;
      return true;
    }
  }
  return false;
}

}  // namespace tlog
