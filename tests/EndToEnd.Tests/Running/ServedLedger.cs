using System.Security.Cryptography;

namespace Compensation.EndToEnd.Tests.Running;

/// <summary>A ledger that the real program serves, with all that it needs beside it: an issuer of tokens, keys for persons' data, settings.</summary>
internal sealed class ServedLedger : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compensation-served-");

    /// <summary>Prepares one.</summary>
    /// <param name="ledger">The ledger's address; null for a SQLite file.</param>
    public ServedLedger(string? ledger)
    {
        Ledger = ledger ?? Path.Combine(folder.FullName, "ledger.db");
        File.WriteAllText(Path.Combine(folder.FullName, "issuer.pem"), Issuer.PublicKey);
        File.WriteAllText(Path.Combine(folder.FullName, "persons.keys"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    /// <summary>The ledger's address.</summary>
    public string Ledger { get; }

    /// <summary>A folder for what tests write.</summary>
    public string Folder => folder.FullName;

    /// <summary>Who issues tokens.</summary>
    public TokenIssuer Issuer { get; } = new();

    /// <summary>The server's settings.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Api__Issuer"] = TokenIssuer.Name,
        ["Api__IssuerKey"] = Path.Combine(folder.FullName, "issuer.pem"),
        ["Api__PersonKeys"] = Path.Combine(folder.FullName, "persons.keys"),
        ["Api__CallsPerSecond"] = "1000000",
        ["Api__CallsAtOnce"] = "1000000",
    };

    /// <summary>Brings files into a programme by the program's own command.</summary>
    public Task ImportAsync(string programme, string plan, string data, string period) => RunningProgram.RunAsync(
        "ledger", "import", "--ledger", Ledger, "--programme", programme, "--plan", plan, "--data", data, "--period", period, "--by", "ann");

    /// <summary>Starts the program on the ledger.</summary>
    public Task<RunningProgram> ServeAsync(int port = 0) => RunningProgram.StartAsync(Ledger, Settings, port);

    /// <summary>The metadata <c>authorization</c> of somebody in a programme.</summary>
    public string Bearer(string role, string programme = LifeCompany.Programme, string? seller = null) =>
        Issuer.Bearer(role, seller is null ? $"{role}@{programme}.example" : $"{seller}@{programme}.example", programme, seller,
            role == "storefront" ? "web" : null);

    public void Dispose()
    {
        Issuer.Dispose();
        folder.Delete(recursive: true);
    }
}
