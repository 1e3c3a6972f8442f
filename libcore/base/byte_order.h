#pragma once
// Integers as bytes, for formats that are put together: big-endian, or little-endian where a format has it so.
// (bytes.h reads big-endian ones.)

#include <cstdint>
#include <string>

namespace tlog {

inline uint32_t load_le32(const uint8_t* p) {
  return (uint32_t{p[3]} << 24) | (uint32_t{p[2]} << 16) | (uint32_t{p[1]} << 8) | uint32_t{p[0]};
}

inline uint64_t load_le64(const uint8_t* p) { return (uint64_t{load_le32(p + 4)} << 32) | load_le32(p); }

inline void append_be32(std::string& out, uint32_t number) {
  char bytes[4];
  for (int i = 0; i < 4; i++) bytes[i] = static_cast<char>(number >> (24 - 8 * i));
  out.append(bytes, sizeof bytes);
}

inline void append_be64(std::string& out, uint64_t number) {
  char bytes[8];
  for (int i = 0; i < 8; i++) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  out.append(bytes, sizeof bytes);
}

inline void append_le32(std::string& out, uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

inline void append_le64(std::string& out, uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

}  // namespace tlog
