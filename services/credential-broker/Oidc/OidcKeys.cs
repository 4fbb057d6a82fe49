using System.Collections.Concurrent;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>
/// The signing keys, one file each in the folder <c>oidc</c> of the key folder. What a key is good for follows from when it
/// and the next one were made, so that replicas that share the folder agree without a word: it signs once every verifier has
/// had the time to see it, and stays published until all that it has signed is expired everywhere.
/// </summary>
public sealed class OidcKeys(IOptions<BrokerKeyOptions> folder, IOptions<OidcOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, OidcKey?> _read = new(StringComparer.Ordinal);

    private TimeSpan Cache => TimeSpan.FromMinutes(options.Value.CacheMinutes);

    private string Folder => Path.Combine(folder.Value.KeyFolder, "oidc");

    /// <summary>Every key with what it is good for now, the oldest first.</summary>
    public IReadOnlyList<OidcKeyUse> All()
    {
        var keys = ReadAll();
        var now = time.GetUtcNow();

        // With no key before it, the first signs at once: there is nothing that anybody could have cached instead.
        var starts = keys.Select((key, i) => i == 0 ? key.CreatedAt : key.CreatedAt + Cache).ToList();
        var signing = starts.FindLastIndex(start => start <= now);
        return
        [
            .. keys.Select((key, i) => new OidcKeyUse(
                key, i == Math.Max(signing, 0),
                i + 1 < starts.Count ? starts[i + 1] + OidcTokens.Lifetime + Cache : null)),
        ];
    }

    /// <summary>What the key set shows.</summary>
    public IReadOnlyList<OidcKey> Published()
    {
        var now = time.GetUtcNow();
        return [.. All().Where(use => use.PublishedUntil is null || now < use.PublishedUntil).Select(use => use.Key)];
    }

    /// <summary>Null when the installation has none.</summary>
    public OidcKey? Signing() => All().FirstOrDefault(use => use.Signs)?.Key;

    /// <summary>
    /// Makes a key and deletes those that nobody needs any more. The new one signs when it is known everywhere.
    /// </summary>
    /// <exception cref="KeysReadOnlyException">The folder cannot be written.</exception>
    public OidcKey Create()
    {
        var now = time.GetUtcNow();
        var (name, pem) = OidcKey.Create(now);
        try
        {
            KeyFiles.CreateFolder(folder.Value.KeyFolder);
            KeyFiles.CreateFolder(Folder);
            KeyFiles.Write(Path.Combine(Folder, name), pem, replace: false);
            foreach (var old in All().Where(use => use.PublishedUntil <= now))
            {
                Directory.GetFiles(Folder, $"*-{old.Key.Id}.pem").ToList().ForEach(File.Delete);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new KeysReadOnlyException($"{Folder} cannot be written.", e);
        }

        return OidcKey.Read(Path.Combine(Folder, name))!;
    }

    /// <summary>Makes the first key where there is none; another replica's counts.</summary>
    public void CreateMissing()
    {
        if (ReadAll().Count == 0)
        {
            Create();
        }
    }

    private List<OidcKey> ReadAll() => !Directory.Exists(Folder)
        ? []
        : [.. Directory.GetFiles(Folder, "*.pem").Select(path => _read.GetOrAdd(path, OidcKey.Read)).OfType<OidcKey>()
            .OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];
}
