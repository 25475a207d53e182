@echo off
rem Makes the Python environment on first use, then runs the command line. The carried database needs
rem a Unix; on Windows set TOCSIN_DATABASE_URL to a PostgreSQL of 15 or later.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"

rem Settings of the machine that change what an installation means are put aside; those that say where
rem packages come from stay, because the hashes in the lock decide what is accepted.
set "keep= PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_CERT PIP_CLIENT_CERT"
set "keep=%keep% PIP_PROXY PIP_TRUSTED_HOST PIP_CACHE_DIR PIP_DEFAULT_TIMEOUT PIP_TIMEOUT PIP_RETRIES"
set "keep=%keep% PIP_CONFIG_FILE"
set "keep=%keep% UV_DEFAULT_INDEX UV_INDEX_URL UV_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_OFFLINE"
set "keep=%keep% UV_CACHE_DIR UV_NATIVE_TLS UV_SYSTEM_CERTS UV_HTTP_TIMEOUT UV_INSECURE_HOST"
set "keep=%keep% UV_CONFIG_FILE UV_PYTHON_INSTALL_DIR UV_PYTHON_INSTALL_MIRROR "
for %%v in (PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE VIRTUAL_ENV CONDA_PREFIX) do set "%%v="
for /f "delims==" %%v in ('set PIP_ 2^>nul') do call :forget "%%v"
for /f "delims==" %%v in ('set UV_ 2^>nul') do call :forget "%%v"

set "wanted=requirements.lock"
if not "%~1"=="test" goto chosen
set "wanted=requirements-test.lock"
for %%a in (%*) do (
  if "%%~a"=="--help" set "wanted=requirements.lock"
  if "%%~a"=="-h" set "wanted=requirements.lock"
)
:chosen

set "venv=%here%.venv"
call :ready "%wanted%" && goto run
call :writable && goto prepare
set "venv=%LOCALAPPDATA%\tocsin\venv"
call :ready "%wanted%" && goto run
echo tocsin: "%here%" cannot be written, so the environment is kept in "%venv%". 1>&2
:prepare
call :make || exit /b 1

:run
rem The environment holds packages only and may move with the checkout; where the source is, is said here.
set "PYTHONPATH=%here%src"
"%venv%\Scripts\python.exe" -m tocsin.project.cli %*
exit /b %errorlevel%

rem Puts a setting of the machine aside unless it is among those that stay.
:forget
echo(%keep%| findstr /i /c:" %~1 " >nul || set "%~1="
exit /b 0

rem An environment is ready when it was made from the very lock that lies here.
:ready
if not exist "%venv%\Scripts\python.exe" exit /b 1
fc /b "%here%%~1" "%venv%\%~1" >nul 2>&1 || exit /b 1
exit /b 0

:writable
(>"%here%.write-test" echo write) 2>nul || exit /b 1
del "%here%.write-test"
exit /b 0

rem One at a time: a second first start waits for the lock, and for ten minutes at most, because a start
rem that died leaves it behind.
:make
if not exist "%venv%\.." md "%venv%\.."
set "waited=0"
:wait
md "%venv%.lock" 2>nul && goto locked
if %waited%==0 echo tocsin: another start is preparing the environment; waiting for it. 1>&2
set /a waited+=1
if %waited% geq 600 rd "%venv%.lock" 2>nul
ping -n 2 127.0.0.1 >nul
goto wait
:locked
call :ready "%wanted%" && goto unlock
echo tocsin: preparing the environment; this happens once and takes about a minute. 1>&2
call :with_uv || call :with_pip || goto failed
rem The stamp comes last, so that an interrupted installation is begun again.
copy /y "%here%requirements.lock" "%venv%\requirements.lock" >nul || goto failed
copy /y "%here%%wanted%" "%venv%\%wanted%" >nul || goto failed
:unlock
rd "%venv%.lock" 2>nul
exit /b 0
:failed
rd "%venv%.lock" 2>nul
exit /b 1

:with_uv
where uv >nul 2>&1 || exit /b 1
call :python_for sys || set "python=>=3.11,<3.14"
call :ready requirements.lock && goto uv_packages
uv venv --quiet --no-project --clear --python "%python%" "%venv%" || exit /b 1
:uv_packages
uv pip install --quiet --python "%venv%\Scripts\python.exe" --require-hashes --only-binary :all: -r "%here%%wanted%" || exit /b 1
exit /b 0

:with_pip
call :python_for "venv, ensurepip" && goto pip_venv
call :python_for sys || goto no_python
echo tocsin: Python is here, but its venv module is missing; install it. 1>&2
exit /b 1
:no_python
echo tocsin: Tocsin needs Python 3.11, 3.12 or 3.13; install one of them, or uv. 1>&2
exit /b 1
:pip_venv
rem What a plain start needs may be there already; the packages of the tests are then added to it.
call :ready requirements.lock || goto pip_clear
"%venv%\Scripts\python.exe" -m pip --version >nul 2>&1 && goto pip_packages
:pip_clear
"%python%" -m venv --clear "%venv%" && goto pip_packages
echo tocsin: The environment %venv% could not be made. 1>&2
exit /b 1
:pip_packages
"%venv%\Scripts\python.exe" -m pip install -qq --disable-pip-version-check --no-input --no-compile --require-hashes --only-binary :all: -r "%here%%wanted%" && exit /b 0
echo tocsin: The packages could not be installed; see above. Start again to try once more. 1>&2
exit /b 1

rem Sets python to the path of the first interpreter that is of the right age and imports what it must.
:python_for
set "python="
if defined TOCSIN_PYTHON call :try "%~1" "%TOCSIN_PYTHON%"
for %%p in (3.11 3.12 3.13) do if not defined python call :try "%~1" py -%%p
if not defined python call :try "%~1" python
if not defined python exit /b 1
exit /b 0

:try
for /f "delims=" %%x in ('call %2 %3 -c "import sys, %~1; print(sys.executable if (3, 11) <= sys.version_info < (3, 14) else str())" 2^>nul') do set "python=%%x"
exit /b 0
