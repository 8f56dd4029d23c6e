using System.Text;

namespace Compensation.Ledger.Tests;

/// <summary>Represents a folder of its own for a test, removed afterwards.</summary>
public sealed class Folder : IDisposable
{
    public Folder() => Path = Directory.CreateTempSubdirectory("compensation-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public Folder With(string name, string text)
    {
        File.WriteAllText(this[name], text, new UTF8Encoding(false));
        return this;
    }

    public Folder With(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
