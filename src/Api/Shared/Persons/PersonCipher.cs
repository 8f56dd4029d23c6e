using System.Security.Cryptography;

namespace Compensation.Api.Shared.Persons;

/// <summary>Encrypts what is known of persons: AES-256-GCM, with the keys of a file.</summary>
/// <remarks>
/// The file has a key on each line: 32 bytes in Base64. The first one encrypts, all of them decrypt; a new first line changes the key for all that is written
/// from then on. What is encrypted begins with a byte 1, then four bytes that tell the key (the beginning of its SHA-256), the nonce (12 bytes) and the tag
/// (16 bytes). It is bound to its place: moved to another person's row it does not decrypt.
/// </remarks>
public sealed class PersonCipher
{
    private const byte Version = 1;
    private const int KeyLength = 32;
    private const int MarkLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + MarkLength + NonceLength + TagLength;

    private readonly List<(byte[] Mark, byte[] Key)> keys;

    private PersonCipher(IEnumerable<byte[]> keys) =>
        this.keys = [.. keys.Select(key => (SHA256.HashData(key)[..MarkLength], key))];

    /// <summary>Whether there is a key, so that persons can be kept.</summary>
    public bool HasKey => keys.Count > 0;

    /// <summary>Takes the keys of a file.</summary>
    /// <param name="file">The file; empty for no key.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A line of it is no key.</exception>
    public static PersonCipher Open(string file) => new(file.Length == 0 ? [] : File.ReadAllLines(file).Where(line => line.Trim().Length > 0).Select(Read));

    /// <summary>Encrypts.</summary>
    /// <param name="content">What.</param>
    /// <param name="place">Where it is kept.</param>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public byte[] Encrypt(ReadOnlySpan<byte> content, ReadOnlySpan<byte> place)
    {
        var (mark, key) = HasKey ? keys[0] : throw new InvalidOperationException("There is no key for persons. Set Api:PersonKeys to a file with one.");
        var bytes = new byte[HeadLength + content.Length];
        bytes[0] = Version;
        mark.CopyTo(bytes, 1);
        var nonce = bytes.AsSpan(1 + MarkLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, content, bytes.AsSpan(HeadLength), bytes.AsSpan(HeadLength - TagLength, TagLength), place);
        return bytes;
    }

    /// <summary>Decrypts.</summary>
    /// <param name="bytes">What <see cref="Encrypt"/> has made.</param>
    /// <param name="place">Where it is kept.</param>
    /// <exception cref="InvalidOperationException">Its key is missing.</exception>
    /// <exception cref="CryptographicException">It was changed, or is of another place.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> place)
    {
        var mark = bytes.Length >= HeadLength && bytes[0] == Version ? bytes.Slice(1, MarkLength).ToArray()
            : throw new CryptographicException("This was not encrypted by this program.");
        var key = keys.Find(known => known.Mark.AsSpan().SequenceEqual(mark)).Key
            ?? throw new InvalidOperationException("The key of a person's data is missing from the file of Api:PersonKeys. Add it as another line.");
        var content = new byte[bytes.Length - HeadLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(bytes.Slice(1 + MarkLength, NonceLength), bytes[HeadLength..], bytes.Slice(HeadLength - TagLength, TagLength), content, place);
        return content;
    }

    private static byte[] Read(string line)
    {
        var key = new byte[KeyLength];
        return Convert.TryFromBase64String(line.Trim(), key, out var length) && length == KeyLength ? key : throw new InvalidOperationException(
            $"A line of the file of Api:PersonKeys is no key: it has {KeyLength} bytes in Base64, such as from 'openssl rand -base64 {KeyLength}'.");
    }
}
