using System.Collections;
using System.Text;

namespace Grpc.Core;

/// <summary>What travels before and behind the messages of a call: pairs of key and value, in their order, keys may come twice.</summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys that end so have bytes as values; all others have printable ASCII.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>Nothing; it cannot be added to.</summary>
    public static readonly Metadata Empty = new() { IsReadOnly = true };

    private readonly List<Entry> entries = [];

    /// <inheritdoc/>
    public int Count => entries.Count;

    /// <inheritdoc/>
    public bool IsReadOnly { get; private init; }

    /// <inheritdoc/>
    public Entry this[int index]
    {
        get => entries[index];
        set => Writable()[index] = NotNull(value);
    }

    /// <summary>The last entry of a key, whatever its case; null if there is none.</summary>
    public Entry? Get(string key)
    {
        for (var index = entries.Count - 1; index >= 0; index--)
        {
            if (entries[index].Is(key))
            {
                return entries[index];
            }
        }

        return null;
    }

    /// <summary>The last text of a key; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">The value is bytes.</exception>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The last bytes of a key; null if there are none.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries of a key, in their order.</summary>
    public IEnumerable<Entry> GetAll(string key) => entries.Where(entry => entry.Is(key));

    /// <summary>Adds a text.</summary>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds bytes; the key ends in <see cref="BinaryHeaderSuffix"/>.</summary>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Add(Entry item) => Writable().Add(NotNull(item));

    /// <inheritdoc/>
    public void Insert(int index, Entry item) => Writable().Insert(index, NotNull(item));

    /// <inheritdoc/>
    public void RemoveAt(int index) => Writable().RemoveAt(index);

    /// <inheritdoc/>
    public bool Remove(Entry item) => Writable().Remove(item);

    /// <inheritdoc/>
    public void Clear() => Writable().Clear();

    /// <inheritdoc/>
    public int IndexOf(Entry item) => entries.IndexOf(item);

    /// <inheritdoc/>
    public bool Contains(Entry item) => entries.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();

    private static Entry NotNull(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry;
    }

    private List<Entry> Writable() => IsReadOnly ? throw new InvalidOperationException("Object is read only") : entries;

    /// <summary>A key with its value.</summary>
    public class Entry
    {
        private readonly string? text;
        private readonly byte[]? bytes;

        /// <summary>Bytes; they are copied.</summary>
        /// <param name="key">Letters, digits, underscores, hyphens and dots, ending in <see cref="BinaryHeaderSuffix"/>; it becomes lowercase.</param>
        /// <param name="valueBytes">The bytes.</param>
        public Entry(string key, byte[] valueBytes)
        {
            Key = Checked(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!HasBinaryValue(Key))
            {
                throw new ArgumentException($"\"{Key}\": the key of a value in bytes ends in \"{BinaryHeaderSuffix}\".", nameof(key));
            }

            bytes = (byte[])valueBytes.Clone();
        }

        /// <summary>A text of printable ASCII.</summary>
        /// <param name="key">Letters, digits, underscores, hyphens and dots; it becomes lowercase.</param>
        /// <param name="value">The text.</param>
        public Entry(string key, string value)
        {
            Key = Checked(key);
            ArgumentNullException.ThrowIfNull(value);
            if (HasBinaryValue(Key))
            {
                throw new ArgumentException($"\"{Key}\": the value of a key that ends in \"{BinaryHeaderSuffix}\" is bytes.", nameof(key));
            }

            text = value;
        }

        private Entry(string key, string? text, byte[]? bytes) => (Key, this.text, this.bytes) = (key, text, bytes);

        /// <summary>The key, in lowercase.</summary>
        public string Key { get; }

        /// <summary>The value as bytes, a copy; of a text its ASCII.</summary>
        public byte[] ValueBytes => bytes is null ? Encoding.ASCII.GetBytes(text!) : (byte[])bytes.Clone();

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The value is bytes.</exception>
        public string Value => text ?? throw new InvalidOperationException($"{Key} has bytes, no text.");

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => text is null;

        /// <summary>The bytes themselves.</summary>
        internal ReadOnlySpan<byte> Bytes => bytes;

        /// <inheritdoc/>
        public override string ToString() => $"[Entry: key={Key}, {(IsBinary ? "valueBytes" : "value")}={text ?? bytes!.ToString()}]";

        /// <summary>A text as it came in.</summary>
        internal static Entry Received(string key, string text) => new(key, text, null);

        /// <summary>Bytes as they came in.</summary>
        internal static Entry Received(string key, byte[] bytes) => new(key, null, bytes);

        /// <summary>Whether values of a key are bytes.</summary>
        internal static bool HasBinaryValue(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        internal bool Is(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string Checked(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            foreach (var character in key)
            {
                if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-'))
                {
                    throw new ArgumentException($"\"{key}\" cannot be a key: letters, digits, underscores, hyphens and dots can.", nameof(key));
                }
            }

            return key.ToLowerInvariant();
        }
    }
}
