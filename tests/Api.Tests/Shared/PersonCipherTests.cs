using System.Security.Cryptography;
using System.Text;
using Compensation.Api.Shared.Persons;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Shared;

public sealed class PersonCipherTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("GB29NWBK60161331926819");
    private static readonly byte[] Place = [1, 2, 3];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-keys-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Person_IsReadAgain_WhereItWasKept_AndNowhereElse()
    {
        var cipher = Open(Key());
        var bytes = cipher.Encrypt(Content, Place);

        Encoding.Latin1.GetString(bytes).ShouldNotContain("NWBK");
        cipher.Encrypt(Content, Place).ShouldNotBe(bytes);
        cipher.Decrypt(bytes, Place).ShouldBe(Content);
        Should.Throw<CryptographicException>(() => cipher.Decrypt(bytes, [1, 2, 4]));
        bytes[^1] ^= 1;
        Should.Throw<CryptographicException>(() => cipher.Decrypt(bytes, Place));
    }

    [Fact]
    public void Key_ThatWasReplaced_StillDecrypts()
    {
        var (old, @new) = (Key(), Key());
        var bytes = Open(old).Encrypt(Content, Place);

        Open(@new, old).Decrypt(bytes, Place).ShouldBe(Content);
        Should.Throw<InvalidOperationException>(() => Open(@new).Decrypt(bytes, Place)).Message.ShouldContain("Api:PersonKeys");
    }

    [Fact]
    public void Keys_MissingOrBroken_AreNamed()
    {
        PersonCipher.Open("").HasKey.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => PersonCipher.Open("").Encrypt(Content, Place)).Message.ShouldContain("Api:PersonKeys");
        Should.Throw<InvalidOperationException>(() => Open("c2hvcnQ=")).Message.ShouldContain("32 bytes");
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private PersonCipher Open(params string[] keys)
    {
        var file = Path.Combine(folder.FullName, Path.GetRandomFileName());
        File.WriteAllLines(file, keys);
        return PersonCipher.Open(file);
    }
}
